/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */

/* What newlib asks of the system below it: memory behind .bss, and output on the serial line */

#include "semihosting.h"
#include "uart.h"

#include <errno.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

extern char bss_end[], stack_limit[];

void *_sbrk (ptrdiff_t increment);
int _write (int file, const void *bytes, size_t size);
int _read (int file, void *bytes, size_t size);
int _close (int file);
int _lseek (int file, int offset, int whence);
int _fstat (int file, struct stat *status);
int _isatty (int file);
int _kill (int process, int signal);
int _getpid (void);
_Noreturn void _exit (int status);

void *
_sbrk (ptrdiff_t increment)
{
  static char *end = bss_end;
  char *begin = end;

  if (increment > stack_limit - end)
    {
      errno = ENOMEM;
      return (void *) -1;
    }
  end += increment;

  return begin;
}

int
_write (int file, const void *bytes, size_t size)
{
  uart_write (UART_LINE, bytes, size);

  return (int) size;
}

int
_read (int file, void *bytes, size_t size)
{
  return 0;
}

int
_close (int file)
{
  return 0;
}

int
_lseek (int file, int offset, int whence)
{
  return 0;
}

int
_fstat (int file, struct stat *status)
{
  status->st_mode = S_IFCHR;

  return 0;
}

int
_isatty (int file)
{
  return 1;
}

int
_kill (int process, int signal)
{
  semihosting_exit (1);
}

int
_getpid (void)
{
  return 1;
}

void
_exit (int status)
{
  semihosting_exit (status);
}
