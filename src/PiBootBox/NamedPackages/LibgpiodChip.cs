using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using System.Runtime.InteropServices;
using PiBootBox.Core.Panel;
using PiBootBox.Linux.Gpio;

namespace PiBootBox.NamedPackages;

/// <summary>
/// Which of System.Device.Gpio's drivers the panel's chip gets. Both that speak to the kernel's character device go through Debian's
/// library libgpiod, one for each of its two interfaces. The others do not fit: that of the Raspberry Pi 3 writes into the processor's
/// registers behind the kernel's back and knows no Pi 5, and sysfs has no pull-ups and is not in Debian's kernels any more. What
/// the package would choose by itself is the Pi 3's driver, or chip 0 whatever it is.
/// </summary>
internal static class LibgpiodChip
{
    /// <summary>libgpiod 2, package libgpiod3: Debian 13 and the Raspberry Pi OS made from it.</summary>
    private const string Second = "libgpiod.so.3";

    /// <summary>libgpiod 1, package libgpiod2: Debian 12.</summary>
    private const string First = "libgpiod.so.2";

    private const int MostButtons = 3;

    private static int _keptFree;

    /// <exception cref="PanelFaultException">There is no such chip, it may not be opened, or the library is not installed.</exception>
    public static GpioDriver Open(PanelWiring wiring)
    {
        // Not by LibGpiodDriver.GetAvailableChips: where one of the machine's chips may not be opened, libgpiod 1 gives it a null
        // pointer, and it ends the process.
        int chip = KernelPanelDevices.ChipNumber(wiring);
        if (IsInstalled(Second))
            return new LibGpiodV2Driver(chip);
        if (IsInstalled(First))
        {
            KeepThreadsFree();
            return new LibGpiodDriver(chip);
        }
        throw new PanelFaultException("This build reaches LEDs and buttons through libgpiod, which is not here: install the package libgpiod3 (on Debian 12: libgpiod2).");
    }

    /// <summary>This driver waits for each button on a thread of the pool for ever, and the web server needs those.</summary>
    private static void KeepThreadsFree()
    {
        if (Interlocked.Exchange(ref _keptFree, 1) != 0)
            return;
        ThreadPool.GetMinThreads(out int workers, out int completions);
        ThreadPool.SetMinThreads(workers + MostButtons, completions);
    }

    private static bool IsInstalled(string library)
    {
        if (!NativeLibrary.TryLoad(library, out nint handle))
            return false;
        NativeLibrary.Free(handle);
        return true;
    }
}
