/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The CMSDK APB UARTs of the board, by polling; an interrupt only ends the core's sleep. */
typedef enum {
  UART_LINE = 0,
  UART_CRYPTO = 1,
} Uart;

void uart_init         (Uart uart);
void uart_on_interrupt (void);

/* What has arrived, at most @capacity bytes; waits @wait_ms for the first. 0: none came */
size_t uart_read (Uart uart, uint8_t *bytes, size_t capacity, uint32_t wait_ms);

void uart_read_all (Uart uart, uint8_t *bytes, size_t size);
void uart_write    (Uart uart, const uint8_t *bytes, size_t size);
