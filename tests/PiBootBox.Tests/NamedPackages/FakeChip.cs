using System.Device.Gpio;

namespace PiBootBox.Tests.NamedPackages;

/// <summary>A chip as System.Device.Gpio's drivers show it, with lines that the test pulls.</summary>
internal sealed class FakeChip : GpioDriver
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, (PinMode Mode, PinValue Value)> _lines = [];
    private readonly Dictionary<int, PinChangeEventHandler> _handlers = [];

    public FakeChip(params (int Line, PinValue Value)[] inputs)
    {
        foreach ((int line, PinValue value) in inputs)
            _lines[line] = (PinMode.Input, value);
    }

    public bool IsGone { get; set; }

    public bool HasInterrupts { get; init; } = true;

    public bool IsDisposed { get; private set; }

    protected override int PinCount => 54;

    public PinValue ValueOf(int line)
    {
        lock (_lock)
            return _lines[line].Value;
    }

    public PinMode ModeOf(int line)
    {
        lock (_lock)
            return _lines[line].Mode;
    }

    public void Pull(int line, PinValue value)
    {
        PinChangeEventHandler? handler;
        lock (_lock)
        {
            if (_lines[line].Value == value)
                return;
            _lines[line] = (_lines[line].Mode, value);
            _handlers.TryGetValue(line, out handler);
        }
        handler?.Invoke(this, new PinValueChangedEventArgs(value == PinValue.High ? PinEventTypes.Rising : PinEventTypes.Falling, line));
    }

    protected override void OpenPin(int pinNumber)
    {
        lock (_lock)
            _lines.TryAdd(pinNumber, (PinMode.Input, PinValue.Low));
    }

    protected override void ClosePin(int pinNumber)
    {
    }

    protected override void SetPinMode(int pinNumber, PinMode mode)
    {
        lock (_lock)
            _lines[pinNumber] = (mode, _lines[pinNumber].Value);
    }

    protected override PinMode GetPinMode(int pinNumber) => ModeOf(pinNumber);

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => pinNumber < PinCount;

    protected override PinValue Read(int pinNumber) => IsGone ? throw new IOException("Error 19 (No such device)") : ValueOf(pinNumber);

    protected override void Write(int pinNumber, PinValue value)
    {
        lock (_lock)
            _lines[pinNumber] = (_lines[pinNumber].Mode, value);
    }

    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        if (!HasInterrupts)
            throw new IOException("Error 6 (No such device or address)");
        lock (_lock)
            _handlers[pinNumber] = callback;
    }

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        // As the driver of libgpiod 1 does when its thread ended with an error.
        if (IsGone)
            throw new IOException("Error while reading pin event result");
        lock (_lock)
            _handlers.Remove(pinNumber);
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
