using PiBootBox.Core.Panel.Screens;

namespace PiBootBox.Core.Panel;

/// <summary>What a person is doing at the panel.</summary>
internal abstract record PanelMode
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20), Answer = TimeSpan.FromSeconds(3), Reason = TimeSpan.FromSeconds(12);

    /// <summary>Nothing: the panel shows by itself what there is to show.</summary>
    public static PanelMode Looking { get; } = new Idle();

    /// <summary>When it ends by itself.</summary>
    public virtual TimeSpan? Until => null;

    private sealed record Idle : PanelMode;

    /// <param name="Index">Of what is offered.</param>
    /// <param name="Since">The last press.</param>
    public sealed record Choosing(ProfileOffer Offer, int Index, TimeSpan Since) : PanelMode
    {
        public override TimeSpan? Until => Since + Patience;
    }

    /// <summary>Before a profile that erases disks.</summary>
    public sealed record Confirming(ProfileOffer Offer, int Index, TimeSpan Since) : PanelMode
    {
        public override TimeSpan? Until => Since + Patience;
    }

    /// <summary>The box has been asked for something, and its status does not show it yet.</summary>
    /// <param name="Name">What it is doing.</param>
    public sealed record Waiting(PanelCommand Command, string Name, TimeSpan Since) : PanelMode
    {
        /// <summary>Drives take their time until they have written everything.</summary>
        public override TimeSpan? Until => Since + TimeSpan.FromSeconds(Command.Action is PanelAction.Eject or PanelAction.PowerOff ? 60 : 6);

        /// <summary>What is done at once needs no word about waiting.</summary>
        public TimeSpan SaysSoAt => Since + TimeSpan.FromSeconds(0.4);
    }

    /// <param name="IsReason">Of a refusal: a sentence that has to pass by.</param>
    public sealed record Telling(NoticeScreen Notice, TimeSpan Since, bool IsReason = false) : PanelMode
    {
        public override TimeSpan? Until => Since + (IsReason ? Reason : Answer);
    }
}
