/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "process.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <signal.h>

#include "test.h"

void
process_init (Process *process, const EnlistIdentity *identity)
{
  uint8_t bytes[ENLIST_IDENTITY_MAX];
  g_autofree char *path = NULL;
  size_t size = 0;

  *process = (Process) { .folder = g_dir_make_tmp ("enlist-device-XXXXXX", NULL) };
  process->socket_path = g_build_filename (process->folder, "socket", NULL);
  process->incoming = g_byte_array_new ();
  path = g_build_filename (process->folder, "identity.cbor", NULL);
  CHECK_STATUS (enlist_identity_write (identity, bytes, sizeof bytes, &size), ENLIST_OK);
  CHECK (g_file_set_contents (path, (const char *) bytes, (gssize) size, NULL));
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_unlink (path) != 0)
        remove_folder (path);
    }
  g_rmdir (folder);
}

void
process_clear (Process *process)
{
  process_disconnect (process);
  if (process->subprocess != NULL)
    process_kill (process);
  remove_folder (process->folder);
  g_byte_array_unref (process->incoming);
  g_free (process->folder);
  g_free (process->socket_path);
  g_free (process->address);
}

void
process_write_file (Process *process, const char *name, const char *contents)
{
  g_autofree char *path = g_build_filename (process->folder, name, NULL);

  CHECK (g_file_set_contents (path, contents, -1, NULL));
}

bool
process_has_file (Process *process, const char *name)
{
  g_autofree char *path = g_build_filename (process->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static const char *
program (void)
{
  return g_getenv ("ENLIST_DEVICE");
}

void
process_start (Process *process, const char *listen, const char *const *arguments)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autofree char *address = g_strdup_printf ("unix:%s", process->socket_path);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (words, (gpointer) program ());
  g_ptr_array_add (words, (gpointer) "--json");
  g_ptr_array_add (words, (gpointer) "--storage");
  g_ptr_array_add (words, process->folder);
  g_ptr_array_add (words, (gpointer) "--listen");
  g_ptr_array_add (words, listen != NULL ? (gpointer) listen : address);
  for (gsize i = 0; arguments != NULL && arguments[i] != NULL; i++)
    g_ptr_array_add (words, (gpointer) arguments[i]);
  g_ptr_array_add (words, NULL);

  process->subprocess =
      g_subprocess_newv ((const char *const *) words->pdata,
                         G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  if (!CHECK (process->subprocess != NULL))
    return;
  process->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process->subprocess));
  CHECK (process_await_event (process, "listening"));
}

int
process_wait (Process *process)
{
  int status;

  g_subprocess_wait (process->subprocess, NULL, NULL);
  status = g_subprocess_get_if_exited (process->subprocess)
               ? g_subprocess_get_exit_status (process->subprocess)
               : -1;
  g_clear_object (&process->output);
  g_clear_object (&process->subprocess);

  return status;
}

void
process_kill (Process *process)
{
  g_subprocess_force_exit (process->subprocess);
  process_wait (process);
}

int
process_stop (Process *process)
{
  g_subprocess_send_signal (process->subprocess, SIGTERM);

  return process_wait (process);
}

char *
process_run (const char *const *arguments, int *status)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GSubprocess) subprocess = NULL;
  char *output = NULL;

  g_ptr_array_add (words, (gpointer) program ());
  for (gsize i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (words, (gpointer) arguments[i]);
  g_ptr_array_add (words, NULL);
  subprocess = g_subprocess_newv ((const char *const *) words->pdata,
                                  G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  if (!CHECK (subprocess != NULL))
    return g_strdup ("");
  g_subprocess_communicate_utf8 (subprocess, NULL, NULL, &output, NULL, NULL);
  *status = g_subprocess_get_if_exited (subprocess) ? g_subprocess_get_exit_status (subprocess) : -1;

  return output;
}

bool
process_await_event (Process *process, const char *event)
{
  g_autofree char *wanted = g_strdup_printf ("{\"event\": \"%s\"", event);

  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (process->output, NULL, NULL, NULL);

      if (line == NULL)
        return false;
      if (!g_str_has_prefix (line, wanted))
        continue;
      if (g_str_equal (event, "listening"))
        {
          g_auto (GStrv) words = g_strsplit (line, "\"", -1);

          g_free (process->address);
          process->address = g_strdup (words[7]);
        }
      return true;
    }
}

bool
process_await_text (Process *process, const char *text)
{
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (process->output, NULL, NULL, NULL);

      if (line == NULL)
        return false;
      if (strstr (line, text) != NULL)
        return true;
    }
}

void
process_say (Process *process, const char *line)
{
  g_autofree char *text = g_strdup_printf ("%s\n", line);

  CHECK (g_output_stream_write_all (g_subprocess_get_stdin_pipe (process->subprocess), text, strlen (text),
                                    NULL, NULL, NULL));
}

void
process_signal (Process *process, int number)
{
  g_subprocess_send_signal (process->subprocess, number);
}

char *
process_read_file (Process *process, const char *name)
{
  g_autofree char *path = g_build_filename (process->folder, name, NULL);
  char *contents = NULL;

  return g_file_get_contents (path, &contents, NULL, NULL) ? contents : g_strdup ("");
}

GSocket *
process_open_socket (Process *process)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;

  if (g_str_has_prefix (process->address, "unix:"))
    address = g_unix_socket_address_new (process->address + 5);
  else
    {
      g_autoptr (GSocketConnectable) host = g_network_address_parse (process->address + 4, 0, NULL);

      address =
          g_inet_socket_address_new_from_string (g_network_address_get_hostname (G_NETWORK_ADDRESS (host)),
                                                 g_network_address_get_port (G_NETWORK_ADDRESS (host)));
    }
  socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_DEFAULT, NULL);
  CHECK (g_socket_connect (socket, address, NULL, &error));

  return g_steal_pointer (&socket);
}

void
process_connect (Process *process, Assistant *assistant, size_t mtu)
{
  process_disconnect (process);
  process->socket = process_open_socket (process);
  g_byte_array_set_size (process->incoming, 0);
  assistant_connect (assistant, mtu);
}

void
process_disconnect (Process *process)
{
  if (process->socket != NULL)
    g_socket_close (process->socket, NULL);
  g_clear_object (&process->socket);
}

void
process_send (Process *process, Assistant *assistant)
{
  guint8 frame[2 + ENLIST_LINK_MAX_FRAME];
  size_t size;

  assistant_pump (assistant);
  while (enlist_link_next_frame (&assistant->link, frame + 2, ENLIST_LINK_MAX_FRAME, &size))
    {
      frame[0] = (guint8) (size >> 8);
      frame[1] = (guint8) size;
      g_socket_send (process->socket, (const char *) frame, size + 2, NULL, NULL);
    }
}

static void
take_frames (Process *process, Assistant *assistant)
{
  GByteArray *bytes = process->incoming;

  while (bytes->len >= 2)
    {
      guint size = (guint) bytes->data[0] << 8 | bytes->data[1];

      if (bytes->len < size + 2)
        return;
      enlist_link_receive (&assistant->link, enlist_slice (bytes->data + 2, size));
      g_byte_array_remove_range (bytes, 0, size + 2);
      process_send (process, assistant);
    }
}

static bool
is_through (const Assistant *assistant)
{
  bool idle = enlist_link_settled (&assistant->link) && assistant->queue_size == 0 && !assistant->hello_due;

  if (!idle)
    return false;
  if (assistant->failed != ENLIST_OK || assistant->refused != ENLIST_OK)
    return true;

  if (assistant->part_budget > 0 && assistant->part_messages >= assistant->part_budget)
    return true;

  switch (assistant->script)
    {
    case SCRIPT_HOLD_COMMIT: return assistant->finished;
    case SCRIPT_HOLD_START: return assistant->ready;
    case SCRIPT_HOLD_OPEN: return assistant->channel.stage == ENLIST_CHANNEL_OPEN;
    default: return assistant->done;
    }
}

bool
process_settle (Process *process, Assistant *assistant)
{
  gint64 deadline = g_get_monotonic_time () + PROCESS_PATIENCE;

  while (g_get_monotonic_time () < deadline)
    {
      char buffer[4096];
      uint32_t wait;
      gssize size;

      process_send (process, assistant);
      if (is_through (assistant))
        return true;
      enlist_link_tick (&assistant->link, (uint64_t) g_get_monotonic_time () / 1000, &wait);
      if (wait == 0)
        continue;
      wait = MIN (wait, 1000);
      if (!g_socket_condition_timed_wait (process->socket, G_IO_IN, (gint64) wait * 1000, NULL, NULL))
        continue;
      size = g_socket_receive (process->socket, buffer, sizeof buffer, NULL, NULL);
      if (size <= 0)
        return false;
      g_byte_array_append (process->incoming, (const guint8 *) buffer, (guint) size);
      take_frames (process, assistant);
    }

  return false;
}
