namespace PiBootBox.Core.Panel;

/// <summary>Of several times, of which each may be missing, the first.</summary>
internal struct Soonest
{
    public TimeSpan? At { get; private set; }

    public void Or(TimeSpan? time)
    {
        if (time is not null && !(time >= At))
            At = time;
    }
}
