// An EFI program: says on the firmware's console, which OVMF mirrors to the serial port, that the firmware started it.
// The two tables are declared as far as they are used (UEFI specification, 4.3 and 12.4).
typedef unsigned short char16;

struct text_output {
    void *reset;
    long long (*output_string)(struct text_output *self, const char16 *text);
};

struct system_table {
    char header[24];
    char16 *vendor;
    unsigned revision;
    void *in_handle, *in, *out_handle;
    struct text_output *out;
};

long long efi_main(void *image, struct system_table *system)
{
    system->out->output_string(system->out, u"LOCAL-DISK-REACHED by uefi\r\n");
    for (;;)
        __asm__ volatile("hlt");
}
