/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <locale.h>

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <unistd.h>

#include "enlist-device-host.h"
#include "enlist-device-show.h"
#include "enlist-port-bluez.h"
#include "enlist-port-serial.h"
#include "enlist-port-sim.h"
#include "enlist-publisher-card.h"

/* enlist-device: a device for trying things out, on a folder, and a socket, Bluetooth LE or a serial line. */

#define DEFAULT_MTU ENLIST_LINK_MAX_FRAME
#define EXIT_USAGE 2
#define EVENT_BUTTON 0 /* docs/format.md, clause 12.7 */

typedef struct
{
  char *storage;
  char *listen;
  char **publishers;
  char **media;
  gint64 parts_limit;
  int mtu;
  gboolean once;
  gboolean json;
  gboolean verbose;
  gboolean console;
  gboolean wait;
  gboolean show;
  gboolean version;
} Options;

typedef struct
{
  GMainLoop *loop;
  EnlistDeviceHost *host;
  EnlistPort *port;
  GDataInputStream *console;
  GCancellable *cancellable;
  GError *error; /* why the port has ended */
  gboolean once;
  gboolean verbose;
} Program;

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "storage", 's', 0, G_OPTION_ARG_FILENAME, &options->storage, "The device's storage", "DIR" },
    { "listen", 'l', 0, G_OPTION_ARG_STRING, &options->listen,
      "unix:PATH, tcp:ADDRESS:PORT, ble:ADAPTER or serial:PATH", "WHERE" },
    { "publisher", 'p', 0, G_OPTION_ARG_FILENAME_ARRAY, &options->publishers,
      "Accept this publisher (a publisher card), too", "FILE" },
    { "media", 'M', 0, G_OPTION_ARG_STRING_ARRAY, &options->media,
      "Run installed parts of this media type with a command", "TYPE=COMMAND" },
    { "parts-limit", 0, 0, G_OPTION_ARG_INT64, &options->parts_limit,
      "Bytes that all installed parts together may have", "BYTES" },
    { "console", 'c', 0, G_OPTION_ARG_NONE, &options->console,
      "Take events from standard input: event NUMBER [VALUE]", NULL },
    { "mtu", 'm', 0, G_OPTION_ARG_INT, &options->mtu, "Bytes in one frame, 18 to 500", "N" },
    { "once", '1', 0, G_OPTION_ARG_NONE, &options->once, "End when an enrollment is complete", NULL },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &options->json, "Say what happens in JSON, one object a line",
      NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &options->verbose, "Count frames, too", NULL },
    { "wait", 'w', 0, G_OPTION_ARG_NONE, &options->wait, "Wait for Bluetooth to be there", NULL },
    { "show", 0, 0, G_OPTION_ARG_NONE, &options->show, "Show what the storage holds, and end", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, "Show the version, and end", NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "The reference device of Enlist.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (options->version ||
      (*argc == 1 && options->storage != NULL && (options->show || options->listen != NULL) &&
       options->parts_limit >= 0 && options->mtu >= ENLIST_LINK_MIN_FRAME &&
       options->mtu <= ENLIST_LINK_MAX_FRAME))
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                       "give --storage and --listen or --show, and an MTU of 18 to 500; see --help");

  return FALSE;
}

/* @keys: room for ENLIST_IDENTITY_MAX_PUBLISHERS keys, borrowed by the identity */
static gboolean
add_publishers (EnlistIdentity *identity,
                char **files,
                uint8_t (*keys)[ENLIST_ED25519_PUBLIC_SIZE],
                GError **error)
{
  for (gsize i = 0; files != NULL && files[i] != NULL; i++)
    {
      unsigned index = identity->publisher_count;

      if (index == ENLIST_IDENTITY_MAX_PUBLISHERS)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "a device accepts at most %d publishers",
                       ENLIST_IDENTITY_MAX_PUBLISHERS);
          return FALSE;
        }
      if (!enlist_publisher_card_load (files[i], keys[index], error))
        return FALSE;
      identity->publishers[index] = keys[index];
      identity->publisher_count++;
    }

  return TRUE;
}

static void
log_counters (Program *program)
{
  const EnlistLinkCounters *counters
    = enlist_link_counters (&enlist_device_host_get_runtime (program->host)->link);
  g_autofree char *text =
      g_strdup_printf ("sent %u, again %u, received %u, twice %u, malformed %u", counters->sent,
                       counters->sent_again, counters->received, counters->duplicates, counters->malformed);

  enlist_device_log_say (enlist_device_host_get_log (program->host), "frames", text);
}

static void
port_listening (EnlistPort *port, Program *program)
{
  enlist_device_log_say (enlist_device_host_get_log (program->host), "listening",
                         enlist_port_get_address (port));
}

static void
port_failed (EnlistPort *port, const GError *error, Program *program)
{
  if (program->error == NULL)
    program->error = g_error_copy (error);
  g_main_loop_quit (program->loop);
}

static void
assistant_gone (EnlistPort *port, Program *program)
{
  if (program->verbose)
    log_counters (program);
  if (program->once && enlist_device_host_has_committed (program->host))
    g_main_loop_quit (program->loop);
}

static gboolean
button_pressed (gpointer user_data)
{
  Program *program = user_data;

  enlist_device_applications_event (enlist_device_host_get_applications (program->host), EVENT_BUTTON, NULL);

  return G_SOURCE_CONTINUE;
}

/* event NUMBER [VALUE] */
static void
obey (Program *program, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  guint64 number;

  if (g_strcmp0 (words[0], "event") == 0 && words[1] != NULL
      && g_ascii_string_to_unsigned (words[1], 10, 0, G_MAXUINT16, &number, NULL))
    enlist_device_applications_event (enlist_device_host_get_applications (program->host), (guint) number,
                                      words[2]);
  else
    enlist_device_log_say (enlist_device_host_get_log (program->host), "console",
                           "event NUMBER [VALUE] is all that I understand");
}

static void
line_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line
    = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, &error);
  Program *program = user_data;

  if (line == NULL) /* cancelled, or the end of the input */
    return;
  if (*line != '\0')
    obey (program, line);
  g_data_input_stream_read_line_async (program->console, G_PRIORITY_DEFAULT, program->cancellable, line_read,
                                       program);
}

static void
open_console (Program *program)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  program->console = g_data_input_stream_new (input);
  g_data_input_stream_read_line_async (program->console, G_PRIORITY_DEFAULT, program->cancellable, line_read,
                                       program);
}

static gboolean
asked_to_end (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static EnlistPort *
make_port (const Options *options, EnlistDeviceHost *host)
{
  EnlistPort *port;

  if (g_str_has_prefix (options->listen, "ble:"))
    port = enlist_port_bluez_new (options->wait);
  else if (g_str_has_prefix (options->listen, "serial:"))
    port = enlist_port_serial_new ();
  else
    port = enlist_port_sim_new ();
  enlist_port_set_host (port, host);
  enlist_port_set_mtu (port, (guint) options->mtu);

  return port;
}

static void
serve (Program *program)
{
  g_main_loop_run (program->loop);
  g_cancellable_cancel (program->cancellable);
  g_signal_handlers_disconnect_by_data (program->port, program);
  enlist_port_close (program->port);
  /* What was cancelled still has to hear of it. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_clear_object (&program->console);
}

static gboolean
run (const Options *options, EnlistSimStorage *storage, GError **error)
{
  g_autoptr (EnlistDeviceLog) log = enlist_device_log_new (options->json);
  g_autoptr (EnlistDeviceHost) host = enlist_device_host_new (storage, log, options->media, error);
  g_autoptr (EnlistPort) port = host != NULL ? make_port (options, host) : NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Program program = { .loop = loop, .host = host, .port = port, .cancellable = cancellable,
                      .once = options->once, .verbose = options->verbose };

  if (port == NULL)
    return FALSE;
  g_signal_connect (port, "listening", G_CALLBACK (port_listening), &program);
  g_signal_connect (port, "failed", G_CALLBACK (port_failed), &program);
  g_signal_connect (port, "disconnected", G_CALLBACK (assistant_gone), &program);
  if (!enlist_port_listen (port, options->listen, error))
    return FALSE;

  g_unix_signal_add (SIGTERM, asked_to_end, loop);
  g_unix_signal_add (SIGINT, asked_to_end, loop);
  g_unix_signal_add (SIGUSR1, button_pressed, &program);
  enlist_device_host_start_applications (host);
  if (options->console)
    open_console (&program);
  serve (&program);
  if (program.error != NULL)
    g_propagate_error (error, program.error);

  return program.error == NULL;
}

static gboolean
open_and_run (const Options *options, GError **error)
{
  uint8_t keys[ENLIST_IDENTITY_MAX_PUBLISHERS][ENLIST_ED25519_PUBLIC_SIZE];
  g_autoptr (EnlistSimStorage) storage = enlist_sim_storage_open (options->storage, !options->show, error);

  if (storage == NULL)
    return FALSE;
  if (options->show)
    return enlist_device_show (storage, error);
  enlist_sim_storage_set_parts_limit (storage, (guint64) options->parts_limit);

  return add_publishers (enlist_sim_storage_get_identity (storage), options->publishers, keys, error) &&
         run (options, storage, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Options options = { .mtu = DEFAULT_MTU };
  int result = EXIT_SUCCESS;

  setlocale (LC_ALL, "");
  if (!parse_options (&options, &argc, &argv, &error))
    result = EXIT_USAGE;
  else if (options.version)
    g_print ("enlist-device %s\n", ENLIST_VERSION);
  else if (!open_and_run (&options, &error))
    result = EXIT_FAILURE;
  if (error != NULL)
    g_printerr ("enlist-device: %s\n", error->message);

  g_free (options.storage);
  g_free (options.listen);
  g_strfreev (options.publishers);
  g_strfreev (options.media);

  return result;
}
