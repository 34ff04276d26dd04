using PiBootBox.Wire;

namespace PiBootBox.Core.Roles;

/// <summary>The other boxes that were heard on the wire. Two meet now and then, eight hardly ever.</summary>
internal sealed class KnownBoxes
{
    private readonly BoxMark[] _boxes = new BoxMark[8];
    private int _count, _next;

    public void Clear() => (_count, _next) = (0, 0);

    public void Remember(in BoxMark box)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_boxes[i].Mac == box.Mac)
            {
                _boxes[i] = box;
                return;
            }
        }
        _boxes[_next] = box;
        _next = (_next + 1) % _boxes.Length;
        _count = Math.Min(_count + 1, _boxes.Length);
    }

    /// <param name="mac">Zero where only the address is known.</param>
    public bool TryFind(Ipv4 address, MacAddress mac, out BoxMark box)
    {
        for (int i = 0; i < _count; i++)
        {
            box = _boxes[i];
            if (mac == MacAddress.Zero ? box.Address == address && !address.IsAny : box.Mac == mac)
                return true;
        }
        box = default;
        return false;
    }
}
