#!/usr/bin/env python3
"""Machines that ask the box for addresses, for the power cuts of test-image.sh. Runs on the box's switch, as root.

dhcp-load.py take FILE COUNT     COUNT new machines get an address each; FILE has "MAC ADDRESS" of every ACK, on disk before the next
dhcp-load.py load FILE COUNT     the same, while those of FILE ask for theirs again and again; until it is killed
dhcp-load.py keep FILE           every machine of FILE asks for its address again (INIT-REBOOT), and a stranger for the same one: exit code 0
                                 when each machine is acknowledged and each stranger refused
"""
import os
import random
import socket
import struct
import sys
import time

BOOT = struct.Struct("!BBBBIHH4s4s4s4s16s64s128s4s")
COOKIE = b"\x63\x82\x53\x63"
DISCOVER, OFFER, REQUEST, ACK, NAK = 1, 2, 3, 5, 6


def message(kind, mac, xid, options):
    """A BOOTP message with the broadcast flag, for these machines have no address to be sent to."""
    head = BOOT.pack(1, 1, 6, 0, xid, 0, 0x8000, bytes(4), bytes(4), bytes(4), bytes(4), mac, bytes(64), bytes(128), COOKIE)
    return (head + bytes([53, 1, kind]) + options + b"\xff").ljust(300, b"\0")


def read(data):
    """(xid, kind, address, server) of a reply; kind 0 when it is none."""
    if len(data) < BOOT.size + 3 or data[0] != 2 or data[236:240] != COOKIE:
        return 0, 0, bytes(4), bytes(4)
    options, at = {}, 240
    while at + 1 < len(data) and data[at] != 255:
        if data[at] == 0:
            at += 1
            continue
        options[data[at]] = data[at + 2:at + 2 + data[at + 1]]
        at += 2 + data[at + 1]
    return struct.unpack("!I", data[4:8])[0], options.get(53, b"\0")[0], data[16:20], options.get(54, bytes(4))


def ask(wire, kind, mac, options, seconds, *wanted):
    """Sends until one of the wanted answers comes: its kind, address and server, or None."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        xid = random.getrandbits(32)
        wire.sendto(message(kind, mac, xid, options), ("255.255.255.255", 67))
        again = time.monotonic() + 4
        while (left := again - time.monotonic()) > 0:
            wire.settimeout(left)
            try:
                got, answer, address, server = read(wire.recv(2048))
            except TimeoutError:
                break
            if got == xid and answer in wanted:
                return answer, socket.inet_ntoa(address), server
    return None


def new_machine():
    return b"\x02" + random.randbytes(5)


def take_one(wire, file):
    mac = new_machine()
    offer = ask(wire, DISCOVER, mac, b"", 600, OFFER)
    if offer is None:
        return False
    lease = ask(wire, REQUEST, mac, b"\x32\x04" + socket.inet_aton(offer[1]) + b"\x36\x04" + offer[2], 30, ACK)
    if lease is not None:
        file.write(f"{mac.hex()} {lease[1]}\n")
        file.flush()
        os.fsync(file.fileno())
    return True


def again(wire, mac, address, seconds):
    return ask(wire, REQUEST, mac, b"\x32\x04" + socket.inet_aton(address), seconds, ACK, NAK)


def known(path):
    with open(path, encoding="ascii") as file:
        return [(bytes.fromhex(mac), address) for mac, address in (line.split() for line in file)]


def take(wire, path, count):
    with open(path, "a", encoding="ascii") as file:
        return 0 if all(take_one(wire, file) for _ in range(count)) else 1


def load(wire, path, count):
    with open(path, "a", encoding="ascii") as file:
        while True:
            machines = known(path)
            if count and (not machines or random.random() < 0.3):
                take_one(wire, file)
                count -= 1
            else:
                again(wire, *random.choice(machines), 30)


def keep(wire, path):
    lost = 0
    for mac, address in known(path):
        lease = again(wire, mac, address, 600)
        if lease is None or lease[:2] != (ACK, address):
            print(f"{mac.hex()} had {address} and now gets {lease}")
            lost += 1
        stranger = again(wire, new_machine(), address, 30)
        if stranger is None or stranger[0] != NAK:
            print(f"{address} is {mac.hex()}'s, and a stranger gets {stranger}")
            lost += 1
    return 1 if lost else 0


def main():
    wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lan0")
    wire.bind(("", 68))
    if sys.argv[1] != "keep":
        return (take if sys.argv[1] == "take" else load)(wire, sys.argv[2], int(sys.argv[3]))
    return keep(wire, sys.argv[2])


sys.exit(main())
