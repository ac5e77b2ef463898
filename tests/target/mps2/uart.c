/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "uart.h"

#include "startup.h"

typedef struct {
  uint32_t data;
  uint32_t state;
  uint32_t control;
  uint32_t interrupt;
  uint32_t divider;
} Registers;

#define STATE_SENDING 1  /* the transmit buffer is full */
#define STATE_RECEIVED 2 /* the receive buffer is full */
#define CONTROL_ENABLE 3 /* both ways */

static volatile Registers *
registers_of (Uart uart)
{
  return (volatile Registers *) (0x40004000 + 0x1000 * (uintptr_t) uart);
}

void
uart_init (Uart uart)
{
  registers_of (uart)->divider = 16;
  registers_of (uart)->control = CONTROL_ENABLE;
}

size_t
uart_read (Uart     uart,
           uint8_t *bytes,
           size_t   capacity,
           uint32_t wait_ms)
{
  volatile Registers *registers = registers_of (uart);
  uint64_t begin = startup_clock ();
  size_t size = 0;

  while (size == 0 && (registers->state & STATE_RECEIVED) == 0)
    if (startup_clock () - begin >= wait_ms)
      return 0;
  while (size < capacity && (registers->state & STATE_RECEIVED) != 0)
    bytes[size++] = (uint8_t) registers->data;

  return size;
}

void
uart_read_all (Uart     uart,
               uint8_t *bytes,
               size_t   size)
{
  while (size > 0)
    {
      size_t count = uart_read (uart, bytes, size, UINT32_MAX);

      bytes += count;
      size -= count;
    }
}

void
uart_write (Uart           uart,
            const uint8_t *bytes,
            size_t         size)
{
  volatile Registers *registers = registers_of (uart);

  for (size_t i = 0; i < size; i++)
    {
      while ((registers->state & STATE_SENDING) != 0)
        continue;
      registers->data = bytes[i];
    }
}
