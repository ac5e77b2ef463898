/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/**
 * Target:
 *
 * A program that plays a device, or an emulator with one inside. It runs in a folder that is its flash, its
 * standard input and output are its serial line, and descriptor 3 is where it finds remote-crypto.h.
 */
typedef struct {
  char **command;
  char folder[64];
  pid_t process; /* 0: switched off */
  int line;
  int crypto;    /* -1: not there */
} Target;

void target_init      (Target *target, char **command);
void target_clear     (Target *target);

void target_write_file (Target *target, const char *name, const void *bytes, size_t size);

/* Bytes; -1: there is no such file */
ssize_t target_read_file (Target *target, const char *name, void *bytes, size_t capacity);

bool target_switch_on (Target *target);

/* A power cut */
void target_cut_power (Target *target);

/* Waits for what it does by itself; its exit status, -1 when it did not end well. */
int target_wait (Target *target);

/* Answers what it wants computed; waits so long for it or for something on the line. True: the line */
bool target_serve (Target *target, int wait_ms);
