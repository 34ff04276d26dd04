using PiBootBox.Core.Panel;

namespace PiBootBox.NamedPackages;

/// <summary>
/// The packages report what fails by a dozen kinds of exception, those of missing libraries among them. At the panel's edge each of them
/// is a fault of the panel, which the box works on without.
/// </summary>
internal static class PackageFault
{
    /// <param name="problem">What cannot be done, without a full stop.</param>
    /// <exception cref="PanelFaultException">The call failed.</exception>
    public static T Told<T>(Func<T> call, string problem)
    {
        try
        {
            return call();
        }
        catch (Exception fault) when (fault is not PanelFaultException)
        {
            throw new PanelFaultException($"{problem}: {fault.Message.ReplaceLineEndings(" ")}", fault);
        }
    }

    /// <summary>For what is given back: it may be gone already, and the libgpiod 1 driver throws from Dispose then.</summary>
    public static void Ignored(Action call)
    {
        try
        {
            call();
        }
        catch (Exception)
        {
            // Nothing is left to give back.
        }
    }
}
