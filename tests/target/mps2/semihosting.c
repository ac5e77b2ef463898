/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "semihosting.h"

#include <stdint.h>
#include <string.h>

/* Numbers and arguments are those of Arm's "Semihosting for AArch32 and AArch64". */
enum {
  SYS_OPEN = 0x01,
  SYS_CLOSE = 0x02,
  SYS_WRITE0 = 0x04,
  SYS_WRITE = 0x05,
  SYS_READ = 0x06,
  SYS_EXIT_EXTENDED = 0x20,
};

#define MODE_READ 1  /* "rb" */
#define MODE_WRITE 5 /* "wb" */
#define APPLICATION_EXIT 0x20026

static int
call (int         operation,
      const void *arguments)
{
  register int r0 __asm__ ("r0") = operation;
  register const void *r1 __asm__ ("r1") = arguments;

  __asm__ volatile ("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");

  return r0;
}

static int
open_file (const char *name,
           uintptr_t   mode)
{
  const uintptr_t arguments[] = { (uintptr_t) name, mode, strlen (name) };

  return call (SYS_OPEN, arguments);
}

static void
close_file (int file)
{
  const uintptr_t arguments[] = { (uintptr_t) file };

  call (SYS_CLOSE, arguments);
}

void
semihosting_exit (int status)
{
  const uintptr_t arguments[] = { APPLICATION_EXIT, (uintptr_t) status };

  for (;;)
    call (SYS_EXIT_EXTENDED, arguments);
}

void
semihosting_write (const char *text)
{
  call (SYS_WRITE0, text);
}

/* Reading and writing answer how many bytes were not moved. */
bool
semihosting_save (const char *name,
                  const void *bytes,
                  size_t      size)
{
  int file = open_file (name, MODE_WRITE);
  const uintptr_t arguments[] = { (uintptr_t) file, (uintptr_t) bytes, size };
  int rest;

  if (file < 0)
    return false;
  rest = size > 0 ? call (SYS_WRITE, arguments) : 0;
  close_file (file);

  return rest == 0;
}

size_t
semihosting_load (const char *name,
                  void       *bytes,
                  size_t      capacity)
{
  int file = open_file (name, MODE_READ);
  const uintptr_t arguments[] = { (uintptr_t) file, (uintptr_t) bytes, capacity };
  int rest;

  if (file < 0)
    return 0;
  rest = call (SYS_READ, arguments);
  close_file (file);

  return rest < 0 ? 0 : capacity - (size_t) rest;
}

bool
semihosting_exists (const char *name)
{
  int file = open_file (name, MODE_READ);

  if (file < 0)
    return false;
  close_file (file);

  return true;
}
