using System.Runtime.InteropServices;
using PiBootBox.Core.Panel;
using PiBootBox.Linux.Network;
using static PiBootBox.Linux.Devices.DeviceCalls;
using static PiBootBox.Linux.Errno;
using static PiBootBox.Linux.Gpio.GpioCalls;

namespace PiBootBox.Linux.Gpio;

/// <summary>One /dev/gpiochipN, while lines of it are asked for: they stay when it is closed.</summary>
internal sealed unsafe class GpioChip : IDisposable
{
    public const string PathStart = $"{Folder}/{Name}";

    private const string Folder = "/dev", Name = "gpiochip", Pattern = $"{Name}*";

    private readonly KernelHandle _chip;
    private readonly uint _lines;

    private GpioChip(KernelHandle chip, string path, string label, uint lines) => (_chip, Path, Label, _lines) = (chip, path, label, lines);

    public string Path { get; }

    /// <summary>What the driver calls it. Numbers change between boards and kernels; labels do not.</summary>
    public string Label { get; }

    /// <param name="labels">The first that is there counts.</param>
    /// <param name="folder">Where the chips are.</param>
    /// <exception cref="PanelFaultException">None is there, or it may not be opened.</exception>
    public static GpioChip Find(IReadOnlyList<string> labels, string folder = Folder)
    {
        PanelFaultException? refused = null;
        foreach (string label in labels)
        {
            foreach (string path in Directory.EnumerateFileSystemEntries(folder, Pattern))
            {
                if (TryOpen(path, label, ref refused) is { } chip)
                    return chip;
            }
        }
        throw refused ?? new PanelFaultException($"No GPIO chip here is called {string.Join(" or ", labels)}: 'gpiodetect' lists those that there are, and the setting panel.chip names one.");
    }

    /// <summary>Whether one of them is there. A chip that we may not open is none: PCs have such chips too.</summary>
    public static bool IsThere(IReadOnlyList<string> labels, string folder = Folder)
    {
        PanelFaultException? refused = null;
        foreach (string path in Directory.EnumerateFileSystemEntries(folder, Pattern))
        {
            foreach (string label in labels)
            {
                using GpioChip? chip = TryOpen(path, label, ref refused);
                if (chip is not null)
                    return true;
            }
        }
        return false;
    }

    /// <summary>Takes lines for ourselves, until the set is closed.</summary>
    /// <param name="request">Its lines and flags.</param>
    /// <param name="error">When there is none: why.</param>
    public LineSet? TryTake(ref LineRequest request, out int error)
    {
        fixed (LineRequest* argument = &request)
            error = Control(_chip, GPIO_V2_GET_LINE, argument) < 0 ? Last : 0;
        return error == 0 ? new LineSet(new KernelHandle(request.File), (int)request.LineCount) : null;
    }

    /// <summary>One sentence for what the kernel answered to a request.</summary>
    public PanelFaultException Explain(int error, ref LineRequest request)
    {
        for (int i = 0; i < request.LineCount; i++)
        {
            uint line = request.Offsets[i];
            if (line >= _lines)
                return new PanelFaultException($"{Label} has no line {line}, only 0 to {_lines - 1}: correct the pin in the setting panel.");
            if (error == EBUSY && HolderOf(line) is { } holder)
                return new PanelFaultException($"Line {line} of {Label} is in use by {holder}: free it, or give another pin in the setting panel.");
        }
        return new PanelFaultException(error switch
        {
            ENODEV => $"{Label} was unplugged.",
            _ => $"The lines of {Label} cannot be had: {Marshal.GetPInvokeErrorMessage(error)}.",
        });
    }

    public void Dispose() => _chip.Dispose();

    private static GpioChip? TryOpen(string path, string wanted, ref PanelFaultException? refused)
    {
        KernelHandle file = Open(path, O_RDWR | O_CLOEXEC);
        ChipInfo info;
        if (file.IsInvalid)
        {
            if (Last is EPERM or EACCES)
                refused = new PanelFaultException(Refused(path));
        }
        else if (Control(file, GPIO_GET_CHIPINFO, &info) == 0 && TextOf(info.Label, ChipInfo.NameLength) == wanted)
        {
            return new GpioChip(file, path, wanted, info.Lines);
        }
        file.Dispose();
        return null;
    }

    private string? HolderOf(uint line)
    {
        LineInfo info = new() { Offset = line };
        if (Control(_chip, GPIO_V2_GET_LINEINFO, &info) < 0 || (info.Flags & USED) == 0)
            return null;
        string consumer = TextOf(info.Consumer, ChipInfo.NameLength);
        return consumer.Length > 0 ? $"'{consumer}'" : "the kernel";
    }
}
