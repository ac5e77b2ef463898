/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "startup.h"

#include "semihosting.h"
#include "uart.h"

#define SYSTICK_CONTROL (*(volatile uint32_t *) 0xe000e010)
#define SYSTICK_RELOAD  (*(volatile uint32_t *) 0xe000e014)
#define SYSTICK_CURRENT (*(volatile uint32_t *) 0xe000e018)
#define CORE_HZ 25000000
#define PAINT 0x5ac3a53c

/* Of the linker script */
extern uint32_t data_begin[], data_end[], data_image[], bss_begin[], bss_end[], stack_limit[], stack_top[];

int main (void);
void reset (void);

static volatile uint32_t ticks;

static void
on_tick (void)
{
  ticks++;
}

static void
on_fault (void)
{
  semihosting_write ("fault\n");
  semihosting_exit (1);
}

/* The core's 16, then the board's: receiving and sending of the serial lines 0 and 1 */
__attribute__ ((section (".vectors"), used)) static void *const vectors[] = {
  stack_top,         reset, on_fault,          on_fault, on_fault, on_fault, on_fault, NULL,
  NULL,              NULL,  NULL,              on_fault, on_fault, NULL,     on_fault, on_tick,
  uart_on_interrupt, NULL,  uart_on_interrupt, NULL,
};

uint64_t
startup_clock (void)
{
  return ticks;
}

size_t
startup_stack_used (void)
{
  const volatile uint32_t *word = stack_limit;

  while (*word == PAINT)
    word++;

  return (size_t) ((const volatile uint8_t *) stack_top - (const volatile uint8_t *) word);
}

void
reset (void)
{
  uint32_t *stack_pointer;
  size_t data_words = (size_t) (data_end - data_begin);

  __asm__ ("mov %0, sp" : "=r"(stack_pointer));
  for (volatile uint32_t *word = stack_limit; word < stack_pointer; word++)
    *word = PAINT;
  for (size_t i = 0; i < data_words; i++)
    ((volatile uint32_t *) data_begin)[i] = data_image[i];
  for (volatile uint32_t *word = bss_begin; word < bss_end; word++)
    *word = 0;

  SYSTICK_RELOAD = CORE_HZ / 1000 - 1;
  SYSTICK_CURRENT = 0;
  SYSTICK_CONTROL = 7; /* enabled, with interrupt, from the core's clock */
  uart_init (UART_LINE);
  uart_init (UART_CRYPTO);
  semihosting_exit (main ());
}
