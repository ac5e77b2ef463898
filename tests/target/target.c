/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "target.h"

#include "crypto-server.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define CRYPTO_DESCRIPTOR 3

static void
die (const char *what)
{
  perror (what);
  exit (EXIT_FAILURE);
}

void
target_init (Target *target,
             char  **command)
{
  *target = (Target) { .command = command, .folder = "/tmp/enlist-target-XXXXXX", .line = -1, .crypto = -1 };
  if (mkdtemp (target->folder) == NULL)
    die ("mkdtemp");
  signal (SIGPIPE, SIG_IGN);
}

static int
open_in (Target     *target,
         const char *name,
         int         flags)
{
  char path[512];

  snprintf (path, sizeof path, "%s/%s", target->folder, name);

  return open (path, flags | O_CLOEXEC, 0600);
}

void
target_write_file (Target     *target,
                   const char *name,
                   const void *bytes,
                   size_t      size)
{
  int fd = open_in (target, name, O_CREAT | O_TRUNC | O_WRONLY);

  if (fd < 0 || write (fd, bytes, size) != (ssize_t) size || close (fd) != 0)
    die (name);
}

ssize_t
target_read_file (Target     *target,
                  const char *name,
                  void       *bytes,
                  size_t      capacity)
{
  int fd = open_in (target, name, O_RDONLY);
  ssize_t size;

  if (fd < 0)
    return -1;
  size = read (fd, bytes, capacity);
  close (fd);

  return size;
}

/* In the new process */
static void
become (Target *target,
        int     line,
        int     crypto)
{
  int high_line = fcntl (line, F_DUPFD, 10);
  int high_crypto = fcntl (crypto, F_DUPFD, 10);

  if (chdir (target->folder) != 0 || dup2 (high_line, STDIN_FILENO) < 0 || dup2 (high_line, STDOUT_FILENO) < 0
      || dup2 (high_crypto, CRYPTO_DESCRIPTOR) < 0)
    _exit (126);
  close (high_line);
  close (high_crypto);
  execvp (target->command[0], target->command);
  perror (target->command[0]);
  _exit (127);
}

bool
target_switch_on (Target *target)
{
  int line[2], crypto[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line) != 0
      || socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, crypto) != 0)
    return false;
  fflush (NULL);
  target->process = fork ();
  if (target->process == 0)
    become (target, line[1], crypto[1]);
  close (line[1]);
  close (crypto[1]);
  target->line = line[0];
  target->crypto = crypto[0];

  return target->process > 0;
}

static int
wait_for_end (Target *target)
{
  int status = -1;

  if (target->process > 0)
    waitpid (target->process, &status, 0);
  target->process = 0;
  close (target->line);
  if (target->crypto >= 0)
    close (target->crypto);
  target->line = target->crypto = -1;

  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

void
target_cut_power (Target *target)
{
  if (target->process == 0)
    return;
  kill (target->process, SIGKILL);
  wait_for_end (target);
}

int
target_wait (Target *target)
{
  char bytes[256];

  /* It may want something computed until it ends, which closes both lines. */
  while (target->crypto >= 0)
    if (target_serve (target, -1) && read (target->line, bytes, sizeof bytes) > 0)
      continue;

  return wait_for_end (target);
}

bool
target_serve (Target *target,
              int     wait_ms)
{
  struct pollfd lines[] = {
    { .fd = target->line, .events = POLLIN },
    { .fd = target->crypto, .events = POLLIN },
  };

  if (poll (lines, 2, wait_ms) <= 0)
    return false;
  if (lines[1].revents != 0 && !crypto_server_answer (target->crypto))
    {
      close (target->crypto);
      target->crypto = -1;
    }

  return lines[0].revents != 0;
}

void
target_clear (Target *target)
{
  DIR *folder = opendir (target->folder);
  struct dirent *entry;

  target_cut_power (target);
  while (folder != NULL && (entry = readdir (folder)) != NULL)
    unlinkat (dirfd (folder), entry->d_name, 0);
  if (folder != NULL)
    closedir (folder);
  rmdir (target->folder);
}
