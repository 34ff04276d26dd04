/*
 * An I2C bus with a display at its end, for a Linux without such hardware.
 *
 *     usb-display JOURNAL LOSSES
 *
 * Plugs a virtual USB device (usbip, at the first port of vhci_hcd) into this kernel: the i2c-tiny-usb adapter, for which
 * the kernel has a driver that makes /dev/i2c-N. Address 0x3C answers, and no other. Each write to it is appended to the file JOURNAL:
 * its length in two bytes, the lower first, then its bytes. When the file LOSSES holds a number n, each n-th write is not
 * acknowledged, and not written down. Ends when it is killed: to the kernel, the plug is out then.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DISPLAY_ADDRESS 0x3C
#define MOST_BYTES 65536

/* Documentation/usb/usbip_protocol.rst. All in network byte order. */
struct request {
    uint32_t command, sequence, device, direction, endpoint;
    uint32_t flags, length, start_frame, packets, interval;
    uint8_t type, code;
    uint8_t value[2], index[2], wanted[2]; /* USB's own byte order: the lower first */
};

struct reply {
    uint32_t command, sequence, device, direction, endpoint;
    uint32_t status, length, start_frame, packets, errors;
    uint32_t padding[2];
};

enum { SUBMIT = 1, UNLINK = 2, SUBMITTED = 3, UNLINKED = 4 };
enum { STALL = -32, RESET = -104 };

/* USB 2.0, chapter 9. */
enum { GET_STATUS = 0, CLEAR_FEATURE = 1, SET_FEATURE = 3, GET_DESCRIPTOR = 6, SET_CONFIGURATION = 9, SET_INTERFACE = 11 };
enum { DEVICE_DESCRIPTOR = 1, CONFIGURATION_DESCRIPTOR = 2 };

/* The adapter's own requests (drivers/i2c/busses/i2c-tiny-usb.c). TRANSFER to TRANSFER + 3 tell of start and stop as well. */
enum { GET_FUNCTIONS = 1, SET_DELAY = 2, GET_RESULT = 3, TRANSFER = 4, LAST_TRANSFER = 7 };
enum { ACKNOWLEDGED = 1, NOT_ACKNOWLEDGED = 2 };

/* i2c-tiny-usb by Till Harbaum, at full speed, one configuration and one interface without endpoints. */
static const uint8_t device[] = { 18, 1, 0x10, 1, 0xFF, 0, 0, 64, 0x03, 0x04, 0x31, 0xC6, 0x05, 0x01, 0, 0, 0, 1 };
static const uint8_t configuration[] = { 9, 2, 18, 0, 1, 1, 0, 0x80, 50, 9, 4, 0, 0, 0, 0xFF, 0, 0, 0 };

/* Plain I2C, and what the kernel makes of SMBus with it. */
static const uint8_t functions[] = { 0x01, 0x00, 0xFF, 0x8E };

static const char *journal, *losses;
static uint8_t data[MOST_BYTES];
static uint8_t result = NOT_ACKNOWLEDGED;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int plug_in(void)
{
    enum { PORT = 0, FULL_SPEED = 2, DEVICE = 0x10002 };
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
        die("socketpair");
    FILE *attach = fopen("/sys/devices/platform/vhci_hcd.0/attach", "w");
    if (!attach || fprintf(attach, "%d %d %d %d", PORT, ends[1], DEVICE, FULL_SPEED) < 0 || fclose(attach) != 0)
        die("vhci_hcd does not attach a device");
    close(ends[1]);
    return ends[0];
}

static void read_all(int from, void *bytes, size_t length)
{
    for (size_t done = 0; done < length;) {
        ssize_t got = read(from, (uint8_t *)bytes + done, length - done);
        if (got <= 0)
            die("the kernel closed the connection");
        done += (size_t)got;
    }
}

static void write_all(int to, const void *bytes, size_t length)
{
    if (write(to, bytes, length) != (ssize_t)length)
        die("write");
}

static int is_lost(void)
{
    static unsigned writes;
    unsigned each = 0;
    FILE *file = fopen(losses, "r");
    if (file) {
        if (fscanf(file, "%u", &each) != 1)
            each = 0;
        fclose(file);
    }
    return each != 0 && ++writes % each == 0;
}

static void write_down(size_t length)
{
    uint8_t head[] = { (uint8_t)length, (uint8_t)(length >> 8) };
    int file = open(journal, O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (file < 0)
        die(journal);
    write_all(file, head, sizeof head);
    write_all(file, data, length);
    close(file);
}

/* Each returns how many bytes of data answer, or an error. */

static int give(const uint8_t *bytes, size_t length, size_t wanted)
{
    size_t given = length < wanted ? length : wanted;
    memcpy(data, bytes, given);
    return (int)given;
}

static int standard(const struct request *request, size_t length)
{
    static const uint8_t no_status[2];
    switch (request->code) {
    case GET_STATUS:
        return give(no_status, sizeof no_status, length);
    case GET_DESCRIPTOR:
        return request->value[1] == DEVICE_DESCRIPTOR ? give(device, sizeof device, length)
             : request->value[1] == CONFIGURATION_DESCRIPTOR ? give(configuration, sizeof configuration, length)
             : STALL;
    case CLEAR_FEATURE: case SET_FEATURE: case SET_CONFIGURATION: case SET_INTERFACE:
        return 0;
    default:
        return STALL;
    }
}

static int adapter(const struct request *request, size_t length, int is_read)
{
    if (request->code >= TRANSFER && request->code <= LAST_TRANSFER) {
        int is_ours = (request->index[0] | request->index[1] << 8) == DISPLAY_ADDRESS;
        result = is_ours && !is_lost() ? ACKNOWLEDGED : NOT_ACKNOWLEDGED;
        if (is_read)
            memset(data, 0, length);
        else if (result == ACKNOWLEDGED)
            write_down(length);
        return (int)length;
    }
    switch (request->code) {
    case GET_FUNCTIONS:
        return give(functions, sizeof functions, length);
    case SET_DELAY:
        return 0;
    case GET_RESULT:
        return give(&result, sizeof result, length);
    default:
        return STALL;
    }
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fprintf(stderr, "usage: usb-display JOURNAL LOSSES\n");
        return 2;
    }
    journal = arguments[1];
    losses = arguments[2];
    for (int kernel = plug_in();;) {
        struct request request;
        struct reply reply = { 0 };
        read_all(kernel, &request, sizeof request);
        reply.sequence = request.sequence;
        if (ntohl(request.command) == UNLINK) {
            reply.command = htonl(UNLINKED);
            reply.status = htonl((uint32_t)RESET);
            write_all(kernel, &reply, sizeof reply);
            continue;
        }
        size_t length = ntohl(request.length);
        int is_read = ntohl(request.direction) == 1, is_standard = (request.type & 0x60) == 0;
        if (length > sizeof data)
            return 1;
        if (!is_read)
            read_all(kernel, data, length);
        int answer = is_standard ? standard(&request, length) : adapter(&request, length, is_read);
        reply.command = htonl(SUBMITTED);
        reply.status = htonl((uint32_t)(answer < 0 ? answer : 0));
        reply.length = htonl((uint32_t)(answer < 0 ? 0 : answer));
        write_all(kernel, &reply, sizeof reply);
        if (is_read && answer > 0)
            write_all(kernel, data, (size_t)answer);
    }
}
