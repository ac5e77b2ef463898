/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "await.h"
#include "enlist-label-compiler.h"
#include "enlist-loopback-transport.h"
#include "enlist-stream-transport.h"

#define LARGEST 500

/* What a transport has said so far. */
typedef struct {
  EnlistTransport *transport;
  GPtrArray *frames; /* of GBytes */
  guint closed;
  GError *error;
} End;

static void
on_frame (End *end, GBytes *frame)
{
  g_ptr_array_add (end->frames, g_bytes_ref (frame));
}

static void
on_closed (End *end, const GError *error)
{
  end->closed++;
  g_clear_error (&end->error);
  end->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
end_init (End *end, EnlistTransport *transport)
{
  Await await = { NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  *end = (End) { .transport = transport };
  end->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_signal_connect_swapped (transport, "frame", G_CALLBACK (on_frame), end);
  g_signal_connect_swapped (transport, "closed", G_CALLBACK (on_closed), end);
  enlist_transport_open_async (transport, NULL, await_ready, &await);
  result = await_result (&await);
  g_assert_true (enlist_transport_open_finish (transport, result, &error));
  g_assert_no_error (error);
}

static void
end_clear (End *end)
{
  g_signal_handlers_disconnect_by_data (end->transport, end);
  enlist_transport_close (end->transport);
  g_clear_object (&end->transport);
  g_ptr_array_unref (end->frames);
  g_clear_error (&end->error);
}

static gboolean
on_late (gpointer data)
{
  g_error ("Nothing came within 10 seconds");
  return G_SOURCE_REMOVE;
}

static void
wait_for (End *end, guint frames, guint closed)
{
  guint deadline = g_timeout_add_seconds (10, on_late, NULL);

  while (end->frames->len < frames || end->closed < closed)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

/* Everything that is due now. */
static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* @peer: the other end of the socket, blocking */
static void
stream_init (End *end, int *peer)
{
  g_autoptr(GSocket) socket = NULL;
  g_autoptr(GSocketConnection) connection = NULL;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  socket = g_socket_new_from_fd (fds[0], NULL);
  connection = g_socket_connection_factory_create_connection (socket);
  *peer = fds[1];
  end_init (end, enlist_stream_transport_new_for_stream (G_IO_STREAM (connection)));
}

static void
write_bytes (int fd, const void *data, gsize size)
{
  g_assert_cmpint (write (fd, data, size), ==, size);
}

static void
assert_frame (End *end, guint index, gsize size, guint8 value)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (g_ptr_array_index (end->frames, index), &length);

  g_assert_cmpuint (length, ==, size);
  for (gsize i = 0; i < length; i++)
    g_assert_cmpuint (data[i], ==, value);
}

static void
assert_lost (End *end)
{
  g_assert_cmpuint (end->closed, ==, 1);
  g_assert_error (end->error, ENLIST_ERROR, ENLIST_ERROR_LINK_LOST);
}

/* The smallest and the largest frame, one byte at a time, and two at once. */
static void
test_frames_arrive (void)
{
  guint8 bytes[2 + LARGEST] = { LARGEST >> 8, LARGEST & 0xff };
  static const guint8 two[] = { 0, 1, 7, 0, 2, 8, 8 };
  End end;
  int peer;

  memset (bytes + 2, 9, LARGEST);
  stream_init (&end, &peer);
  g_assert_cmpuint (enlist_transport_get_mtu (end.transport), ==, LARGEST);
  for (gsize i = 0; i < sizeof bytes; i++)
    {
      g_assert_cmpuint (end.frames->len, ==, 0);
      write_bytes (peer, bytes + i, 1);
      drain ();
    }
  wait_for (&end, 1, 0);
  assert_frame (&end, 0, LARGEST, 9);
  write_bytes (peer, two, sizeof two);
  wait_for (&end, 3, 0);
  assert_frame (&end, 1, 1, 7);
  assert_frame (&end, 2, 2, 8);
  g_assert_cmpuint (end.closed, ==, 0);
  end_clear (&end);
  close (peer);
}

static void
test_frames_leave (void)
{
  static const gsize sizes[] = { 1, 255, 256, LARGEST };
  End end;
  int peer;

  stream_init (&end, &peer);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree guint8 *data = g_malloc (sizes[i]);
      g_autoptr(GBytes) frame = NULL;

      memset (data, i, sizes[i]);
      frame = g_bytes_new_take (g_steal_pointer (&data), sizes[i]);
      enlist_transport_send (end.transport, frame);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint8 bytes[2 + LARGEST];
      gsize size = 0;

      while (size < 2 + sizes[i])
        {
          gssize count;

          drain ();
          count = recv (peer, bytes + size, 2 + sizes[i] - size, MSG_DONTWAIT);
          g_assert_cmpint (count, !=, 0);
          size += MAX (count, 0);
        }
      g_assert_cmpuint (bytes[0] << 8 | bytes[1], ==, sizes[i]);
      g_assert_cmpuint (bytes[2], ==, i);
      g_assert_cmpuint (bytes[1 + sizes[i]], ==, i);
    }
  end_clear (&end);
  close (peer);
}

static void
test_impossible_length (gconstpointer data)
{
  guint length = GPOINTER_TO_UINT (data);
  const guint8 bytes[] = { length >> 8, length & 0xff, 1, 2, 3, 0, 1, 5 };
  End end;
  int peer;

  stream_init (&end, &peer);
  write_bytes (peer, bytes, sizeof bytes);
  wait_for (&end, 0, 1);
  drain ();
  assert_lost (&end);
  g_assert_nonnull (strstr (end.error->message, "impossible size"));
  g_assert_cmpuint (end.frames->len, ==, 0);
  end_clear (&end);
  close (peer);
}

/* The peer goes after as many bytes of a whole and a half frame. */
static void
test_peer_gone (gconstpointer data)
{
  static const guint8 bytes[] = { 0, 1, 7, 0, 3, 8, 8 };
  gsize size = GPOINTER_TO_UINT (data);
  End end;
  int peer;

  stream_init (&end, &peer);
  if (size > 0)
    write_bytes (peer, bytes, size);
  close (peer);
  wait_for (&end, size >= 3 ? 1 : 0, 1);
  drain ();
  assert_lost (&end);
  g_assert_cmpuint (end.frames->len, ==, size >= 3 ? 1 : 0);
  end_clear (&end);
}

/* Sending to a peer that is gone ends the link once, without a signal of the process. */
static void
test_send_to_peer_gone (void)
{
  g_autoptr(GBytes) frame = g_bytes_new_static ("abc", 3);
  End end;
  int peer;

  stream_init (&end, &peer);
  close (peer);
  for (guint i = 0; i < 10; i++)
    enlist_transport_send (end.transport, frame);
  wait_for (&end, 0, 1);
  enlist_transport_send (end.transport, frame);
  drain ();
  assert_lost (&end);
  end_clear (&end);
}

static void
test_close_is_silent (void)
{
  g_autoptr(GBytes) frame = g_bytes_new_static ("abc", 3);
  guint8 byte;
  End end;
  int peer;

  stream_init (&end, &peer);
  enlist_transport_close (end.transport);
  enlist_transport_send (end.transport, frame);
  drain ();
  g_assert_cmpint (recv (peer, &byte, 1, 0), ==, 0);
  enlist_transport_close (end.transport);
  drain ();
  g_assert_cmpuint (end.closed, ==, 0);
  end_clear (&end);
  close (peer);
}

static void
close_on_frame (EnlistTransport *transport)
{
  enlist_transport_close (transport);
}

/* Whoever closes while a frame arrives hears nothing more. */
static void
test_close_while_reading (void)
{
  static const guint8 bytes[] = { 0, 1, 7, 0, 1, 8 };
  End end;
  int peer;

  stream_init (&end, &peer);
  g_signal_connect_swapped (end.transport, "frame", G_CALLBACK (close_on_frame), end.transport);
  write_bytes (peer, bytes, sizeof bytes);
  wait_for (&end, 1, 0);
  drain ();
  g_assert_cmpuint (end.frames->len, ==, 1);
  g_assert_cmpuint (end.closed, ==, 0);
  end_clear (&end);
  close (peer);
}

static void
test_loopback (void)
{
  g_autoptr(GBytes) frame = g_bytes_new_static ("\1\1\1", 3);
  g_autoptr(GBytes) second = g_bytes_new_static ("\2", 1);
  EnlistTransport *transports[2];
  End one, other;

  enlist_loopback_transport_new_pair (20, &transports[0], &transports[1]);
  end_init (&one, transports[0]);
  end_init (&other, transports[1]);
  g_assert_cmpuint (enlist_transport_get_mtu (one.transport), ==, 20);
  enlist_transport_send (one.transport, frame);
  enlist_transport_send (one.transport, second);
  enlist_transport_send (other.transport, second);
  g_assert_cmpuint (other.frames->len, ==, 0); /* never from within the call */
  wait_for (&one, 1, 0);
  wait_for (&other, 2, 0);
  assert_frame (&other, 0, 3, 1);
  assert_frame (&other, 1, 1, 2);
  assert_frame (&one, 0, 1, 2);

  enlist_transport_send (one.transport, frame);
  enlist_transport_close (one.transport);
  enlist_transport_send (one.transport, frame);
  enlist_transport_send (other.transport, frame);
  wait_for (&other, 3, 1);
  drain ();
  assert_lost (&other);
  g_assert_cmpuint (other.frames->len, ==, 3);
  g_assert_cmpuint (one.closed, ==, 0);
  g_assert_cmpuint (one.frames->len, ==, 1);
  end_clear (&one);
  end_clear (&other);
}

static void
test_open_closed_loopback (void)
{
  Await await = { NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(EnlistTransport) one = NULL, other = NULL;

  enlist_loopback_transport_new_pair (20, &one, &other);
  enlist_transport_close (one);
  enlist_transport_open_async (one, NULL, await_ready, &await);
  result = await_result (&await);
  g_assert_false (enlist_transport_open_finish (one, result, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE);
}

static void
test_nobody_listens (void)
{
  g_autofree char *folder = g_dir_make_tmp ("enlist-transport-XXXXXX", NULL);
  g_autofree char *uri = g_strdup_printf ("unix:%s/device", folder);
  g_autoptr(EnlistTransport) transport = enlist_transport_new_for_uri (uri, NULL, NULL);
  Await await = { NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  enlist_transport_open_async (transport, NULL, await_ready, &await);
  result = await_result (&await);
  g_assert_false (enlist_transport_open_finish (transport, result, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE);
  remove_tree (folder);
}

/* A listener whose queue is full drops what asks to connect, as a firewall does. */
static void
test_nobody_answers (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int waiting[8];
  g_autofree char *uri = NULL;
  g_autoptr(EnlistTransport) transport = NULL;
  Await await = { NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 started = g_get_monotonic_time ();

  g_assert_cmpint (bind (listener, (struct sockaddr *) &address, size), ==, 0);
  g_assert_cmpint (listen (listener, 0), ==, 0);
  g_assert_cmpint (getsockname (listener, (struct sockaddr *) &address, &size), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      waiting[i] = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      g_assert_cmpint (connect (waiting[i], (struct sockaddr *) &address, size), ==, -1);
    }

  uri = g_strdup_printf ("tcp:127.0.0.1:%u", ntohs (address.sin_port));
  transport = enlist_transport_new_for_uri (uri, NULL, &error);
  g_assert_no_error (error);
  enlist_transport_open_async (transport, NULL, await_ready, &await);
  result = await_result (&await);
  g_assert_false (enlist_transport_open_finish (transport, result, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE);
  g_assert_cmpint (g_get_monotonic_time () - started, <, 15 * G_TIME_SPAN_SECOND);

  for (gsize i = 0; i < G_N_ELEMENTS (waiting); i++)
    close (waiting[i]);
  close (listener);
}

static char *
make_path (gsize length)
{
  g_autofree char *rest = g_strnfill (length - 1, 'x');

  return g_strconcat ("unix:/", rest, NULL);
}

/* What an assistant refuses to open, the compiler refuses to write. */
static void
test_addresses (void)
{
  g_autofree char *limit = make_path (107);
  g_autofree char *beyond = make_path (108);
  const struct {
    const char *uri;
    gboolean opens, compiles;
  } cases[] = {
    { "unix:/run/device", TRUE, TRUE },   { limit, TRUE, TRUE },
    { beyond, FALSE, FALSE },             { "unix:device", FALSE, FALSE },
    { "unix:./device", FALSE, FALSE },    { "unix:~/device", FALSE, FALSE },
    { "unix:", FALSE, FALSE },            { "tcp:localhost:4000", TRUE, TRUE },
    { "tcp:[::1]:4000", TRUE, TRUE },     { "tcp:localhost:port", FALSE, FALSE },
    { "tcp:localhost", FALSE, FALSE },    { "tcp:[::1]", FALSE, FALSE },
    { "ble:", TRUE, TRUE },               { "serial:ttyUSB0", FALSE, FALSE },
    { "serial:", TRUE, TRUE },            { "serial:/dev/ttyACM0", TRUE, TRUE },
    { "serial:usb:10c4:EA60", TRUE, TRUE }, { "serial:usb:10c4", FALSE, FALSE },
    { "ble:x", FALSE, FALSE },            { "carrier-pigeon:7", FALSE, FALSE },
  };
  g_autoptr(EnlistPublisherKey) key = enlist_publisher_key_generate ("A", NULL);
  g_autoptr(JsonNode) source = json_from_string (
    "{\"enlist-label\":1,\"sequence\":1,\"vendor\":\"V\",\"model\":\"M\",\"assistant\":[\"end\"]}", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *transports[] = { cases[i].uri, NULL };
      g_autoptr(GError) open_error = NULL;
      g_autoptr(GError) compile_error = NULL;
      g_autoptr(EnlistTransport) transport = enlist_transport_new_for_uri (cases[i].uri, NULL, &open_error);
      g_autoptr(EnlistLabel) label = enlist_label_compile (source, "test.json", transports, NULL, key,
                                                           &compile_error);

      g_test_message ("%s", cases[i].uri);
      g_assert_true ((transport != NULL) == cases[i].opens);
      if (transport == NULL)
        g_assert_error (open_error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE);
      g_assert_true ((label != NULL) == cases[i].compiles);
      if (label != NULL)
        {
          g_assert_cmpstr (enlist_label_get_transports (label)[0], ==, cases[i].uri);
        }
      else
        {
          g_assert_error (compile_error, ENLIST_ERROR, ENLIST_ERROR_SOURCE);
          g_assert_true (g_str_has_prefix (compile_error->message, "test.json: /transports: "));
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/transport/10.1-frames-arrive", test_frames_arrive);
  g_test_add_func ("/core/transport/10.1-frames-leave", test_frames_leave);
  g_test_add_data_func ("/core/transport/10.1-length-0", GUINT_TO_POINTER (0), test_impossible_length);
  g_test_add_data_func ("/core/transport/10.1-length-501", GUINT_TO_POINTER (501), test_impossible_length);
  g_test_add_data_func ("/core/transport/10.1-length-65535", GUINT_TO_POINTER (65535),
                        test_impossible_length);
  g_test_add_data_func ("/core/transport/peer-gone", GUINT_TO_POINTER (0), test_peer_gone);
  g_test_add_data_func ("/core/transport/peer-gone-in-length", GUINT_TO_POINTER (1), test_peer_gone);
  g_test_add_data_func ("/core/transport/peer-gone-behind-length", GUINT_TO_POINTER (2), test_peer_gone);
  g_test_add_data_func ("/core/transport/peer-gone-behind-frame", GUINT_TO_POINTER (3), test_peer_gone);
  g_test_add_data_func ("/core/transport/peer-gone-in-frame", GUINT_TO_POINTER (7), test_peer_gone);
  g_test_add_func ("/core/transport/send-to-peer-gone", test_send_to_peer_gone);
  g_test_add_func ("/core/transport/close-is-silent", test_close_is_silent);
  g_test_add_func ("/core/transport/close-while-reading", test_close_while_reading);
  g_test_add_func ("/core/transport/loopback", test_loopback);
  g_test_add_func ("/core/transport/loopback-closed", test_open_closed_loopback);
  g_test_add_func ("/core/transport/nobody-listens", test_nobody_listens);
  g_test_add_func ("/core/transport/nobody-answers", test_nobody_answers);
  g_test_add_func ("/core/transport/6.1-addresses", test_addresses);
  return g_test_run ();
}
