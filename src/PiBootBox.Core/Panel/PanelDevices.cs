namespace PiBootBox.Core.Panel;

/// <summary>Opens what a panel is made of. Each part may be absent, and may come later.</summary>
public interface IPanelDevices
{
    /// <exception cref="PanelFaultException">They are not there, in use, or refused.</exception>
    ILedLines OpenLeds(PanelWiring wiring);

    /// <param name="changed">Called from a thread of its own, for what is down at the start and each change that outlasted the bounces.</param>
    /// <exception cref="PanelFaultException">They are not there, in use, or refused.</exception>
    IButtonLines OpenButtons(PanelWiring wiring, Action<ButtonChange> changed);

    /// <exception cref="PanelFaultException">There is no such bus. A display that does not answer shows at the first write.</exception>
    IDisplayBus OpenDisplay(PanelWiring wiring);
}

public interface ILedLines : IDisposable
{
    /// <exception cref="PanelFaultException">The chip is gone.</exception>
    void Light(Leds lit);
}

public interface IButtonLines : IDisposable
{
    /// <summary>The chip is gone: no change comes any more.</summary>
    bool IsGone { get; }
}

/// <summary>The way to one I2C address.</summary>
public interface IDisplayBus : IDisposable
{
    /// <summary>One transfer.</summary>
    /// <param name="bytes">At most 1,100.</param>
    /// <exception cref="PanelFaultException">Nobody answers, or the bus is gone.</exception>
    void Write(ReadOnlySpan<byte> bytes);
}

/// <summary>A part of the panel does not do what it should. The box works on without it.</summary>
public sealed class PanelFaultException(string message, Exception? inner = null) : Exception(message, inner);
