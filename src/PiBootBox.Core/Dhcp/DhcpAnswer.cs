using PiBootBox.Core.Leases;

namespace PiBootBox.Core.Dhcp;

/// <summary>What to do about one message.</summary>
/// <param name="Length">Bytes of the reply buffer to send, as the payload of a raw frame; 0 sends nothing.</param>
/// <param name="Route">Where to; meaningless when nothing is sent.</param>
/// <param name="Store">Has to be on stable storage before the reply leaves; when nothing is sent it is stored all the same.</param>
/// <param name="Delay">Send it no sooner than that much later: give it to <see cref="DelayedAnswers"/>. Never together with a record.</param>
public readonly record struct DhcpAnswer(int Length, ReplyRoute Route, LeaseRecord? Store, TimeSpan Delay = default)
{
    public static readonly DhcpAnswer Nothing = default;

    public bool Sends => Length > 0;
}
