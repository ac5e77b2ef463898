/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
/*
 * Loaded before bluetoothd. With ExchangeMTU=23 it would not start: it asks for the same MTU of its classic
 * ATT socket, whose smallest is 48.
 */
#define _GNU_SOURCE

#include <stdint.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SOL_L2CAP 6
#define L2CAP_OPTIONS 1
#define CLASSIC_MIN_MTU 48

int
setsockopt (int fd, int level, int name, const void *value, socklen_t size)
{
  uint16_t *mtu = (uint16_t *) value; /* of what is sent, of what is received */

  if (level == SOL_L2CAP && name == L2CAP_OPTIONS && mtu[1] < CLASSIC_MIN_MTU)
    mtu[1] = CLASSIC_MIN_MTU;

  return (int) syscall (SYS_setsockopt, fd, level, name, value, size);
}
