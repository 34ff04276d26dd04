using PiBootBox.Wire;

namespace PiBootBox.Core.Roles;

/// <summary>
/// The other boxes that were heard on the wire lately. Two meet now and then, eight hardly ever. A box says twice a minute
/// that it is one; what is silent for longer may run another server by now.
/// </summary>
internal sealed class KnownBoxes
{
    private readonly (BoxMark Mark, TimeSpan Heard)[] _boxes = new (BoxMark, TimeSpan)[8];
    private int _count, _next;

    public void Clear() => (_count, _next) = (0, 0);

    public void Remember(in BoxMark box, TimeSpan now)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_boxes[i].Mark.Mac == box.Mac)
            {
                _boxes[i] = (box, now);
                return;
            }
        }
        _boxes[_next] = (box, now);
        _next = (_next + 1) % _boxes.Length;
        _count = Math.Min(_count + 1, _boxes.Length);
    }

    /// <param name="mac">Zero where only the address is known.</param>
    public bool TryFind(Ipv4 address, MacAddress mac, TimeSpan now, out BoxMark box)
    {
        for (int i = 0; i < _count; i++)
        {
            (box, TimeSpan heard) = _boxes[i];
            if (now - heard <= RoleTimes.BoxTime && (mac == MacAddress.Zero ? box.Address == address && !address.IsAny : box.Mac == mac))
                return true;
        }
        box = default;
        return false;
    }
}
