/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "line.h"
#include "process.h"
#include "test.h"

/* The reference device on a serial line (docs/format.md, clause 10.1.7). */

#define FLOOD 12000       /* frames, each acknowledged as long as there is room on the line ... */
#define ACKNOWLEDGEMENT 7 /* ... with so many bytes, */
#define LINE_HOLDS 12288  /* which is so much on Linux */

typedef struct
{
  Application application;
  Assistant assistant;
  Process process;
  Line line;
} Site;

static Site *
site_new (void)
{
  Site *site = test_memory (sizeof *site);

  memset (site, 0, sizeof *site);
  site->line.fd = -1;
  application_init (&site->application);
  application_sign (&site->application);
  assistant_init (&site->assistant, &site->application);
  process_init (&site->process, &site->application.identity);

  return site;
}

static void
site_clear (Site *site)
{
  line_close (&site->line);
  process_clear (&site->process);
}

/* On a pseudo-terminal of the device's own */
static void
start (Site *site)
{
  process_start (&site->process, "serial:", NULL);
  CHECK (g_str_has_prefix (site->process.address, "serial:/dev/"));
  line_open (&site->line, site->process.address + strlen ("serial:"));
}

static bool
enroll (Site *site)
{
  line_connect (&site->line, &site->assistant);

  return line_settle (&site->line, &site->assistant);
}

static void
test_enroll (void)
{
  Site *site = site_new ();

  start (site);
  CHECK (enroll (site));
  CHECK (site->assistant.report_valid);
  CHECK (site->assistant.done_valid);
  CHECK_NUMBER (site->line.decoder.damaged, 0);
  CHECK (process_await_event (&site->process, "assistant"));
  CHECK (process_await_event (&site->process, "committed"));
  CHECK_NUMBER (process_stop (&site->process), 0);
  site_clear (site);
}

/* A line has no connections: another assistant, or the same one anew, needs nothing but a reset. */
static void
test_reset_begins_a_link (void)
{
  Site *site = site_new ();

  start (site);
  site->assistant.script = SCRIPT_HOLD_COMMIT;
  CHECK (enroll (site));
  CHECK (process_await_event (&site->process, "finished"));
  site->assistant.script = SCRIPT_ENROLL;
  assistant_new_session (&site->assistant, 0xb0);
  CHECK (enroll (site));
  CHECK (site->assistant.done_valid);
  CHECK (process_await_event (&site->process, "rolled-back"));
  CHECK (process_await_event (&site->process, "committed"));
  site_clear (site);
}

static void
test_hangs_up_and_comes_back (void)
{
  Site *site = site_new ();
  Assistant *assistant = &site->assistant;

  start (site);
  assistant->script = SCRIPT_HOLD_COMMIT;
  CHECK (enroll (site));
  line_close (&site->line);
  CHECK (process_await_event (&site->process, "rolled-back"));
  CHECK (process_await_event (&site->process, "disconnected"));
  assistant->script = SCRIPT_ENROLL;
  line_open (&site->line, site->process.address + strlen ("serial:"));
  CHECK (enroll (site));
  CHECK (assistant->done_valid);
  site_clear (site);
}

/* Nobody reads for a while: what the device has to say waits, and nothing of it is lost or damaged. */
static void
test_full_line (void)
{
  Site *site = site_new ();
  Assistant *assistant = &site->assistant;

  start (site);
  assistant->script = SCRIPT_HOLD_OPEN;
  CHECK (enroll (site));
  line_repeat (&site->line, FLOOD);
  assistant->script = SCRIPT_ENROLL;
  assistant_queue (assistant, ENLIST_MESSAGE_OPEN);
  CHECK (line_settle (&site->line, assistant));
  CHECK (assistant->done_valid);
  CHECK (site->line.received > LINE_HOLDS && site->line.received < FLOOD * ACKNOWLEDGEMENT);
  CHECK_NUMBER (site->line.decoder.damaged, 0);
  site_clear (site);
}

/* Pulled out and plugged in, it has the same name, and is another device. */
static void
test_terminal_device (void)
{
  Site *site = site_new ();
  char *name = g_build_filename (site->process.folder, "tty", NULL);
  char *address = g_strconcat ("serial:", name, NULL);
  char other[PATH_MAX];

  line_make (&site->line, other);
  CHECK (symlink (other, name) == 0);
  process_start (&site->process, address, NULL);
  CHECK_TEXT (site->process.address, address);
  site->assistant.script = SCRIPT_HOLD_COMMIT;
  CHECK (enroll (site));

  g_unlink (name);
  line_close (&site->line);
  CHECK (process_await_event (&site->process, "disconnected"));
  line_make (&site->line, other);
  CHECK (symlink (other, name) == 0);
  site->assistant.script = SCRIPT_ENROLL;
  CHECK (enroll (site));
  CHECK (site->assistant.done_valid);

  CHECK_NUMBER (process_stop (&site->process), 0);
  site_clear (site);
  g_free (address);
  g_free (name);
}

static void
test_refuses_to_start (void)
{
  static const char *const addresses[] = { "serial:/dev/enlist-nothing", "serial:/dev/null" };
  Site *site = site_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      const char *const arguments[] = { "--storage", site->process.folder, "--listen", addresses[i], NULL };
      int status = 0;

      g_free (process_run (arguments, &status));
      CHECK_NUMBER (status, 1);
    }
  site_clear (site);
}

static const TestCase cases[] = {
  { "/device/serial/10.1.7-enroll", test_enroll },
  { "/device/serial/10.1.5-reset-begins-a-link", test_reset_begins_a_link },
  { "/device/serial/10.7-hangs-up-and-comes-back", test_hangs_up_and_comes_back },
  { "/device/serial/10.1.7-full-line", test_full_line },
  { "/device/serial/10.1.7-terminal-device", test_terminal_device },
  { "/device/serial/refuses-to-start", test_refuses_to_start },
};

TEST_MAIN (cases)
