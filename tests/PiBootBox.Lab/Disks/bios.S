# A boot sector: says on the first serial port that the BIOS started it, and stops.
    .code16
    mov $0x3f8, %dx
    mov $(0x7c00 + marker), %si
next:
    lodsb %cs:(%si), %al
    test %al, %al
    jz stop
    out %al, %dx
    jmp next
stop:
    hlt
    jmp stop
marker:
    .asciz "LOCAL-DISK-REACHED by bios\r\n"
    .org 510
    .word 0xaa55
