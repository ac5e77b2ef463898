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
#define CONTROL_INTERRUPT 8 /* when something has been received */
#define INTERRUPT_RECEIVED 2
#define NVIC_ENABLE (*(volatile uint32_t *) 0xe000e100)

static volatile Registers *
registers_of (Uart uart)
{
  return (volatile Registers *) (0x40004000 + 0x1000 * (uintptr_t) uart);
}

void
uart_init (Uart uart)
{
  registers_of (uart)->divider = 16;
  registers_of (uart)->control = CONTROL_ENABLE | CONTROL_INTERRUPT;
  NVIC_ENABLE = 1u << 2 * (unsigned) uart;
}

void
uart_on_interrupt (void)
{
  registers_of (UART_LINE)->interrupt = INTERRUPT_RECEIVED;
  registers_of (UART_CRYPTO)->interrupt = INTERRUPT_RECEIVED;
}

/* Until an interrupt: a byte or the clock's. One that comes before the core sleeps ends the sleep, too. */
static void
rest (volatile Registers *registers)
{
  __asm__ volatile ("cpsid i" : : : "memory");
  if ((registers->state & STATE_RECEIVED) == 0)
    __asm__ volatile ("wfi" : : : "memory");
  __asm__ volatile ("cpsie i" : : : "memory");
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

  while ((registers->state & STATE_RECEIVED) == 0)
    {
      if (startup_clock () - begin >= wait_ms)
        return 0;
      rest (registers);
    }
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
