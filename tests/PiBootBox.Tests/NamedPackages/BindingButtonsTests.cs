using System.Collections.Concurrent;
using System.Device.Gpio;
using PiBootBox.Core.Panel;

namespace PiBootBox.Tests.NamedPackages;

public sealed class BindingButtonsTests
{
    private const int Line = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly BlockingCollection<ButtonChange> _changes = [];

    [Theory]
    [InlineData(true, LineBias.PullUp, PinMode.InputPullUp)]
    [InlineData(false, LineBias.PullDown, PinMode.InputPullDown)]
    [InlineData(true, LineBias.AsIs, PinMode.Input)]
    [InlineData(false, LineBias.Disabled, PinMode.Input)]
    [InlineData(false, LineBias.PullUp, PinMode.InputPullUp)]
    public void A_press_goes_down_and_up_whatever_its_level_and_its_resistor(bool isActiveLow, LineBias bias, PinMode mode)
    {
        (PinValue up, PinValue down) = isActiveLow ? (PinValue.High, PinValue.Low) : (PinValue.Low, PinValue.High);
        var chip = new FakeChip((Line, up));
        using IButtonLines buttons = Open(new PackagePanel(chip), isActiveLow, bias);
        Assert.Equal(mode, chip.ModeOf(Line));

        chip.Pull(Line, down);
        Assert.Equal(new ButtonChange(PanelButton.Next, IsDown: true), Next());
        chip.Pull(Line, up);
        Assert.Equal(new ButtonChange(PanelButton.Next, IsDown: false), Next());
    }

    [Fact]
    public void A_chip_without_interrupts_is_polled()
    {
        var chip = new FakeChip((Line, PinValue.High)) { HasInterrupts = false };
        using IButtonLines buttons = Open(new PackagePanel(chip), isActiveLow: true, LineBias.PullUp);
        Assert.Equal(PinMode.InputPullUp, chip.ModeOf(Line));

        chip.Pull(Line, PinValue.Low);
        Assert.Equal(new ButtonChange(PanelButton.Next, IsDown: true), Next());
        chip.Pull(Line, PinValue.High);
        Assert.Equal(new ButtonChange(PanelButton.Next, IsDown: false), Next());
    }

    [Fact]
    public void A_button_that_bounces_can_be_held_down()
    {
        var chip = new FakeChip((Line, PinValue.High));
        var panel = new PackagePanel(chip) { Step = TimeSpan.Zero };
        IButtonLines buttons = Open(panel, isActiveLow: true, LineBias.PullUp);
        for (int i = 0; i < 10; i++)
        {
            chip.Pull(Line, PinValue.Low);
            chip.Pull(Line, PinValue.High);
        }
        chip.Pull(Line, PinValue.Low);
        panel.Step = TimeSpan.FromMilliseconds(5);

        Assert.Equal(new ButtonChange(PanelButton.Next, IsDown: true), Next());
        buttons.Dispose();
        Assert.Empty(_changes);
    }

    [Fact]
    public void What_is_held_down_at_the_start_is_told_as_such_and_when_it_is_let_go()
    {
        var chip = new FakeChip((Line, PinValue.Low));
        using IButtonLines buttons = Open(new PackagePanel(chip), isActiveLow: true, LineBias.PullUp);
        Assert.Equal(new ButtonChange(PanelButton.Next, IsDown: true, WasDown: true), Next());
        chip.Pull(Line, PinValue.High);
        Assert.Equal(new ButtonChange(PanelButton.Next, IsDown: false), Next());
    }

    [Fact]
    public void A_chip_that_went_away_is_noticed_and_can_be_given_back()
    {
        var chip = new FakeChip((Line, PinValue.High));
        IButtonLines buttons = Open(new PackagePanel(chip), isActiveLow: true, LineBias.PullUp);
        Assert.False(buttons.IsGone);
        chip.IsGone = true;
        Assert.True(SpinWait.SpinUntil(() => buttons.IsGone, Patience));
        buttons.Dispose();
        Assert.True(chip.IsDisposed);
    }

    private IButtonLines Open(PackagePanel panel, bool isActiveLow, LineBias bias) => panel.Devices.OpenButtons(
        PackagePanel.Wiring(buttons: new Dictionary<PanelButton, LineWiring> { [PanelButton.Next] = new(Line, isActiveLow, bias) }), _changes.Add);

    private ButtonChange Next()
    {
        Assert.True(_changes.TryTake(out ButtonChange change, Patience));
        return change;
    }
}
