using System.Text;
using PiBootBox.Media.Tests;

namespace PiBootBox.Core.Tests.Images;

/// <summary>A small drive for each family of systems: the layout of its medium where the box looks, and nothing else.</summary>
internal static class Families
{
    private static readonly byte[] Initrd = SmallBootFiles.GzipInitrd();

    public static readonly IReadOnlyDictionary<string, Func<TestDrive>> All = new Dictionary<string, Func<TestDrive>>
    {
        ["ubuntu"] = () => Drive("ubuntu-24.04.iso", new TestDisc("Ubuntu 24.04.1 LTS amd64")
            .With(".disk/info", "Ubuntu 24.04.1 LTS \"Noble Numbat\" - Release amd64 (20240827)")
            .With("casper/vmlinuz", Kernel("6.8.0-41-generic", "Canonical Ltd."))
            .With("casper/initrd", Initrd)
            .With("casper/filesystem.squashfs")),
        ["mint"] = () => Drive("mint.iso", new TestDisc("Linux Mint 22 Xfce 64-bit")
            .With(".disk/info", "Linux Mint 22 \"Wilma\" - Release amd64 20240717\n")
            .With("casper/vmlinuz", Kernel("6.8.0-38-generic", "Canonical Ltd."))
            .With("casper/initrd.lz", Initrd)),
        ["ubuntu-unpacked"] = () => new TestDrive().With("ubuntu/casper/vmlinuz", Kernel("6.8.0")).With("ubuntu/casper/initrd", Initrd),
        ["debian-live"] = () => Drive("debian-live-12.iso", new TestDisc("d-live 12.5.0 xf amd64")
            .With(".disk/info", "Official Debian GNU/Linux Live 12.5.0 xfce 2024-02-10T11:39")
            .With("live/vmlinuz-6.1.0-18-amd64", Kernel("6.1.0-18-amd64", "Debian Secure Boot CA"))
            .With("live/vmlinuz", Kernel("6.1.0-18-amd64", "Debian Secure Boot CA"))
            .With("live/initrd.img-6.1.0-18-amd64", Initrd)
            .With("live/filesystem.squashfs")
            .With("install/vmlinuz", Kernel("6.1.0"))),
        ["kali-live"] = () => Drive("kali.iso", new TestDisc("Kali Live")
            .With(".disk/info", "Kali GNU/Linux 2024.2rolling \"Kali-last-snapshot\" - Official amd64 LIVE Binary")
            .With("live/vmlinuz", Kernel("6.8.11-amd64")).With("live/initrd.img", Initrd).With("live/filesystem.squashfs")
            .With("install.amd/vmlinuz", Kernel("6.8.11-amd64"))),
        ["clonezilla"] = () => Drive("clonezilla-live-3.1.iso", new TestDisc("3.1.2-22-amd64")
            .With("Clonezilla-Live-Version").With("live/vmlinuz", Kernel("6.7.9-amd64", "Debian Secure Boot CA")).With("live/initrd.img", Initrd)
            .With("live/filesystem.squashfs")),
        ["gparted"] = () => Drive("gparted-live.iso", new TestDisc("GParted-live")
            .With("live/vmlinuz", Kernel("6.7.9-amd64", "Debian Secure Boot CA")).With("live/initrd.img", Initrd).With("live/filesystem.squashfs")),
        ["debian-installer-disc"] = () => Drive("debian-12.5.0-amd64-netinst.iso", new TestDisc("Debian 12.5.0 amd64 n")
            .With(".disk/info", "Debian GNU/Linux 12.5.0 \"Bookworm\" - Official amd64 NETINST with firmware")
            .With("install.amd/vmlinuz", Kernel("6.1.0", "Debian Secure Boot CA")).With("install.amd/initrd.gz", Initrd)
            .With("isolinux/isolinux.cfg", "label install\nkernel /install.amd/vmlinuz\nappend initrd=/install.amd/initrd.gz")),
        ["debian-netboot"] = () => new TestDrive()
            .With("debian12/debian-installer/amd64/linux", Kernel("6.1.0-18-amd64", "Debian Secure Boot CA"))
            .With("debian12/debian-installer/amd64/initrd.gz", Initrd)
            .With("debian12/version.info", "Debian version:  12 (bookworm)\n"u8.ToArray()),
        ["fedora-dvd"] = () => Drive("Fedora-Server-dvd-x86_64-40.iso", new TestDisc("Fedora-S-dvd-x86_64-40")
            .With(".treeinfo", "[header]\nversion = 1.2\n\n[general]\nfamily = Fedora\nname = Fedora 40\nversion = 40\n[stage2]\nmainimage = images/install.img\n")
            .With("images/pxeboot/vmlinuz", Kernel("6.8.5-301.fc40.x86_64", "Fedora Secure Boot CA")).With("images/pxeboot/initrd.img", Initrd)
            .With("images/install.img").With("repodata/repomd.xml")),
        ["alma-dvd"] = () => Drive("AlmaLinux-9-x86_64-dvd.iso", new TestDisc("AlmaLinux-9-4-x86_64-dvd")
            .With(".treeinfo", "[general]\nfamily = AlmaLinux\nversion = 9.4\n")
            .With("images/pxeboot/vmlinuz", Kernel("5.14.0-427.el9.x86_64", "AlmaLinux Secure Boot")).With("images/pxeboot/initrd.img", Initrd)
            .With("images/install.img").With("BaseOS/repodata/repomd.xml")),
        ["rocky-netinst"] = () => Drive("Rocky-9-boot.iso", new TestDisc("Rocky-9-4-x86_64-boot")
            .With(".treeinfo", "[general]\nfamily = Rocky Linux\nversion = 9.4\n")
            .With("images/pxeboot/vmlinuz", Kernel("5.14.0-427.el9.x86_64", "Rocky Enterprise")).With("images/pxeboot/initrd.img", Initrd)
            .With("images/install.img")),
        ["fedora-live"] = () => Drive("Fedora-Workstation-Live-40.iso", new TestDisc("Fedora-WS-Live-40-1-14")
            .With("images/pxeboot/vmlinuz", Kernel("6.8.5-301.fc40.x86_64", "Fedora Secure Boot CA")).With("images/pxeboot/initrd.img", Initrd)
            .With("LiveOS/squashfs.img")),
        ["fedora-live-kiwi"] = () => Drive("Fedora-KDE-Live-42.iso", new TestDisc("Fedora-KDE-Live-42")
            .With("boot/x86_64/loader/linux", Kernel("6.14.0", "Fedora Secure Boot CA")).With("boot/x86_64/loader/initrd", Initrd)
            .With("LiveOS/squashfs.img")),
        ["opensuse-15"] = () => Drive("openSUSE-Leap-15.6-DVD-x86_64.iso", new TestDisc("openSUSE-Leap-15.6-DVD-x86_64710")
            .With("boot/x86_64/loader/linux", Kernel("6.4.0-150600.21-default", "openSUSE Secure Boot CA")).With("boot/x86_64/loader/initrd", Initrd)
            .With("boot/x86_64/root").With("boot/x86_64/common").With("repodata/repomd.xml")),
        ["opensuse-16"] = () => Drive("Leap-16.0-online-installer-x86_64.iso", new TestDisc("Install-Leap-16.0-x86_64")
            .With("boot/x86_64/loader/linux", Kernel("6.12.0-default", "openSUSE Secure Boot CA")).With("boot/x86_64/loader/initrd", Initrd)
            .With("LiveOS/squashfs.img")),
        ["arch"] = () => Drive("archlinux-2024.06.01-x86_64.iso", new TestDisc("ARCH_202406")
            .With("arch/boot/x86_64/vmlinuz-linux", Kernel("6.9.3-arch1-1")).With("arch/boot/x86_64/initramfs-linux.img", Initrd)
            .With("arch/boot/intel-ucode.img").With("arch/boot/amd-ucode.img").With("arch/x86_64/airootfs.sfs")),
        ["systemrescue"] = () => Drive("systemrescue-11.01-amd64.iso", new TestDisc("RESCUE1101")
            .With("sysresccd/VERSION", "11.01\n")
            .With("sysresccd/boot/x86_64/vmlinuz", Kernel("6.6.30-1-lts")).With("sysresccd/boot/x86_64/sysresccd.img", Initrd)
            .With("sysresccd/boot/intel_ucode.img").With("sysresccd/boot/amd_ucode.img").With("sysresccd/x86_64/airootfs.sfs")),
        ["alpine"] = () => Drive("alpine-standard-3.20.iso", new TestDisc("alpine-std 3.20.0 x86_64")
            .With(".alpine-release", "alpine-standard-3.20.0\n").With("apks/x86_64/APKINDEX.tar.gz")
            .With("boot/vmlinuz-lts", Kernel("6.6.31-0-lts")).With("boot/initramfs-lts", Initrd).With("boot/modloop-lts")),
        ["alpine-virt"] = () => Drive("alpine-virt-3.20.iso", new TestDisc("alpine-virt 3.20.0 x86_64")
            .With("apks/x86_64/APKINDEX.tar.gz")
            .With("boot/vmlinuz-virt", Kernel("6.6.31-0-virt")).With("boot/initramfs-virt", Initrd).With("boot/modloop-virt")),
        ["proxmox"] = () => Drive("proxmox-ve_8.2-1.iso", new TestDisc("PVE")
            .With("boot/linux26", Kernel("6.8.4-2-pve", "Proxmox Server Solutions")).With("boot/initrd.img", Initrd).With("pve-base.squashfs")),
        ["talos-files"] = () => new TestDrive()
            .With("talos/vmlinuz-amd64", Kernel("6.6.32-talos")).With("talos/initramfs-amd64.xz", [0xFD, .. "7zXZ\0"u8])
            .With("talos/vmlinuz-arm64", SmallBootFiles.Arm64Kernel()).With("talos/initramfs-arm64.xz", [0xFD, .. "7zXZ\0"u8]),
        ["talos-disc"] = () => Drive("metal-amd64.iso", new TestDisc("TALOS_V1_7_4")
            .With("boot/vmlinuz", Kernel("6.6.32-talos")).With("boot/initramfs.xz")),
        ["esxi"] = () => Drive("VMware-VMvisor-Installer-8.0U2.iso", new TestDisc("ESXI-8.0U2-22380479-STANDARD")
            .With("boot.cfg", "bootstate=0\r\ntitle=Loading ESXi installer\r\ntimeout=5\r\nprefix=\r\nkernel=/b.b00\r\nkernelopt=runweasel cdromBoot\r\nmodules=/jumpstrt.gz --- /useropts.gz --- /k.b00\r\nbuild=8.0.2-0.0.22380479\r\n")
            .With("efi/boot/bootx64.efi", SmallBootFiles.Efi(0x8664, signed: true)).With("b.b00").With("k.b00")),
        ["windows-11"] = () => Drive("Win11_23H2.iso", new TestDisc("CCCOMA_X64FRE_EN-US_DV9")
            .With("sources/boot.wim", TestWim.Of(9, 2, "Microsoft Windows PE (amd64)", "Microsoft Windows Setup (amd64)"))
            .With("sources/install.wim").With("sources/setup.exe").With("efi/boot/bootx64.efi", SmallBootFiles.Efi(0x8664))),
        ["windows-arm64"] = () => Drive("Win11_Arm64.iso", new TestDisc("CCCOMA_A64FRE_EN-US_DV9")
            .With("sources/boot.wim", TestWim.Of(12, 1, "Microsoft Windows Setup (arm64)")).With("sources/install.esd")),
        ["winpe-x86"] = () => new TestDrive().With("pe/winpe.wim", TestWim.Of(0, 1, "Rescue PE")),
        ["windows-broken"] = () => Drive("Win7.iso", new TestDisc("GRMCULXFRER").With("sources/boot.wim", TestWim.Of(9, 0, "Setup"))),
        ["memtest"] = () => new TestDrive().With("memtest86+x64.efi", SmallBootFiles.Kernel("Memtest86+ v7.00", 0x8664)),
        ["efi-shell"] = () => new TestDrive().With("tools/shellx64.efi", SmallBootFiles.Efi(0x8664)),
        ["freedos-floppy"] = () => new TestDrive().With("FD14BOOT.img", Floppy()),
        ["freedos-disc"] = () => Drive("FD14LIVE.iso", new TestDisc("FD14-LIVE").With("autorun.inf").Bootable(0)),
        ["tool-disc"] = () => Drive("firmware-update.iso", new TestDisc("FWUPDATE").With("EFI/BOOT/BOOTX64.EFI", SmallBootFiles.Efi(0x8664)).Bootable(0).Bootable(0xEF)),
        ["data-disc"] = () => Drive("photos.iso", new TestDisc("PHOTOS").With("1.jpg")),
        ["own-isolinux"] = () => Drive("someos.iso", new TestDisc("SOMEOS_3")
            .With("isolinux/isolinux.cfg", "ui vesamenu.c32\nDEFAULT vesamenu.c32\ninclude live.cfg\nmenu include ../../etc/passwd\n")
            .With("isolinux/live.cfg", "LABEL hd\n  COM32 chain.c32\nLABEL text\n  KERNEL vmlinuz\n  APPEND initrd=ucode.img,initrd.xz text\n"
                + "LABEL live\n\tMENU LABEL ^Some OS\n\tMENU DEFAULT\n\tLINUX vmlinuz\n\tAPPEND initrd=ucode.img,initrd.xz quiet splash\n")
            .With("isolinux/vmlinuz", Kernel("6.6.0")).With("isolinux/ucode.img").With("isolinux/initrd.xz", Initrd).Bootable(0)),
        ["own-grub"] = () => Drive("otheros.iso", new TestDisc("OTHEROS")
            .With("boot/grub/grub.cfg", "set default=\"other\"\nset kernel_folder=/boot/x86\nif [ -e /x ]; then set a=1; fi\n"
                + "menuentry \"Text mode\" --class gnu { linux /boot/x86/vmlinuz text\n initrd /boot/x86/initrd.gz\n}\n"
                + "menuentry 'Other OS' --id other {\n  search --label OTHEROS --set=root\n  linux ($root)${kernel_folder}/vmlinuz iso-scan/filename=$isofile name=\"a b\" quiet\n  initrd ($root)${kernel_folder}/initrd.gz\n}\n")
            .With("boot/x86/vmlinuz", Kernel("6.6.0")).With("boot/x86/initrd.gz", Initrd)),
        ["own-menu-without-kernel"] = () => Drive("hdt.iso", new TestDisc("HDT")
            .With("isolinux/isolinux.cfg", "default hdt\nlabel hdt\nkernel hdt.c32\nlabel gone\nkernel /gone\n").With("isolinux/hdt.c32").Bootable(0)),
    };

    private static TestDrive Drive(string name, TestDisc disc) => new TestDrive().With(name, disc);

    private static byte[] Kernel(string version, string? signer = null) =>
        signer is null ? SmallBootFiles.Kernel(version, 0x8664) : SmallBootFiles.SignedKernel(version, signer);

    private static byte[] Floppy()
    {
        var floppy = new byte[1_474_560];
        Encoding.ASCII.GetBytes("FRDOS5.1").CopyTo(floppy, 3);
        (floppy[510], floppy[511]) = (0x55, 0xAA);
        return floppy;
    }
}
