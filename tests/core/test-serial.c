/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define _GNU_SOURCE /* posix_openpt() */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "await.h"
#include "enlist-serial-ports-private.h"
#include "enlist-transport.h"
#include "serial.h"

#define NOBODY 65534

/* A transport on one end of a pseudo terminal, and the other end. */
typedef struct {
  int device; /* -1 once it is gone */
  char *path;
  char *uri;
  EnlistTransport *transport;
  GPtrArray *frames; /* of GBytes, that the transport has brought */
  GError *error;     /* why it has closed */
} Line;

static void
on_frame (EnlistTransport *transport, GBytes *frame, gpointer user_data)
{
  Line *line = user_data;

  g_ptr_array_add (line->frames, g_bytes_ref (frame));
}

static void
on_closed (EnlistTransport *transport, const GError *error, gpointer user_data)
{
  Line *line = user_data;

  g_assert_null (line->error);
  line->error = g_error_copy (error);
}

static gboolean
open_at (const char *uri, EnlistTransport **transport, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  Await await = { NULL };

  *transport = enlist_transport_new_for_uri (uri, NULL, error);
  g_assert_no_error (*error);
  enlist_transport_open_async (*transport, NULL, await_ready, &await);
  result = await_result (&await);

  return enlist_transport_open_finish (*transport, result, error);
}

static void
line_set_up (Line *line, gconstpointer data)
{
  line->device = posix_openpt (O_RDWR | O_NOCTTY | O_NONBLOCK);
  g_assert_cmpint (line->device, >=, 0);
  g_assert_cmpint (grantpt (line->device), ==, 0);
  g_assert_cmpint (unlockpt (line->device), ==, 0);
  line->path = g_strdup (ptsname (line->device));
  line->uri = g_strconcat ("serial:", line->path, NULL);
  line->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

static void
line_open (Line *line)
{
  g_autoptr (GError) error = NULL;

  open_at (line->uri, &line->transport, &error);
  g_assert_no_error (error);
  g_signal_connect (line->transport, "frame", G_CALLBACK (on_frame), line);
  g_signal_connect (line->transport, "closed", G_CALLBACK (on_closed), line);
}

static void
line_clear (Line *line, gconstpointer data)
{
  if (line->transport != NULL)
    {
      g_signal_handlers_disconnect_by_data (line->transport, line);
      enlist_transport_close (line->transport);
    }
  g_clear_object (&line->transport);
  if (line->device >= 0)
    close (line->device);
  g_ptr_array_unref (line->frames);
  g_clear_error (&line->error);
  g_free (line->path);
  g_free (line->uri);
}

static gboolean
on_late (gpointer data)
{
  g_error ("Nothing came within 10 seconds");

  return G_SOURCE_REMOVE;
}

static void
wait_for_frames (Line *line, guint count)
{
  guint deadline = g_timeout_add_seconds (10, on_late, NULL);

  while (line->frames->len < count && line->error == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  g_assert_cmpuint (line->frames->len, ==, count);
}

static void
wait_for_end (Line *line)
{
  guint deadline = g_timeout_add_seconds (10, on_late, NULL);

  while (line->error == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
device_writes (Line *line, const void *data, gsize size)
{
  g_assert_cmpint (write (line->device, data, size), ==, size);
}

static void
device_sends (Line *line, const void *frame, gsize size)
{
  guint8 encoded[ENLIST_SERIAL_MAX_ENCODED];
  gsize count;

  g_assert_cmpint (enlist_serial_encode (enlist_slice (frame, size), encoded, sizeof encoded, &count), ==,
                   ENLIST_OK);
  device_writes (line, encoded, count);
}

/* (transfer full): so many bytes that have come down the line */
static guint8 *
device_reads (Line *line, gsize size)
{
  guint deadline = g_timeout_add_seconds (10, on_late, NULL);
  guint8 *data = g_malloc (size);
  gsize got = 0;

  while (got < size)
    {
      gssize n = read (line->device, data + got, size - got);

      if (n > 0)
        got += (gsize) n;
      g_main_context_iteration (NULL, FALSE);
    }
  g_source_remove (deadline);

  return data;
}

static void
assert_frame (Line *line, guint index, const void *expected, gsize size)
{
  g_autoptr (GBytes) frame = g_bytes_new (expected, size);

  g_assert_true (g_bytes_equal (g_ptr_array_index (line->frames, index), frame));
}

/* The smallest and the largest frame, with zeros, one byte at a time and two at once. */
static void
test_brings_frames (Line *line, gconstpointer data)
{
  guint8 largest[ENLIST_SERIAL_MAX_FRAME] = { 0 };
  guint8 encoded[ENLIST_SERIAL_MAX_ENCODED];
  gsize size;

  line_open (line);
  g_assert_cmpuint (enlist_transport_get_mtu (line->transport), ==, ENLIST_SERIAL_MAX_FRAME);
  g_assert_true (enlist_transport_begins_with_reset (line->transport));
  device_sends (line, "\x13", 1);
  device_sends (line, largest, sizeof largest);
  wait_for_frames (line, 2);
  assert_frame (line, 0, "\x13", 1);
  assert_frame (line, 1, largest, sizeof largest);

  memset (largest, 0x11, sizeof largest); /* XON */
  enlist_serial_encode (enlist_slice (largest, sizeof largest), encoded, sizeof encoded, &size);
  for (gsize i = 0; i < size; i++)
    {
      device_writes (line, encoded + i, 1);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  wait_for_frames (line, 3);
  assert_frame (line, 2, largest, sizeof largest);
}

static void
test_sends_frames (Line *line, gconstpointer data)
{
  guint8 frame[ENLIST_SERIAL_MAX_FRAME], expected[2 * ENLIST_SERIAL_MAX_ENCODED + 1] = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autofree guint8 *got = NULL;
  gsize first, second;

  memset (frame, '\n', sizeof frame);
  bytes = g_bytes_new (frame, sizeof frame);
  enlist_serial_encode (enlist_slice (frame, sizeof frame), expected + 1, ENLIST_SERIAL_MAX_ENCODED, &first);
  enlist_serial_encode (enlist_slice (frame, sizeof frame), expected + 1 + first, ENLIST_SERIAL_MAX_ENCODED,
                        &second);

  line_open (line);
  enlist_transport_send (line->transport, bytes);
  enlist_transport_send (line->transport, bytes);
  got = device_reads (line, 1 + first + second);
  g_assert_cmpmem (got, 1 + first + second, expected, 1 + first + second);
}

/* What a boot loader says, a frame that lost a byte, and one with a wrong byte. */
static void
test_drops_noise (Line *line, gconstpointer data)
{
  static const char noise[] = "ets Jun  8 2016 00:22:57\r\nrst:0x1\r\n";
  guint8 encoded[ENLIST_SERIAL_MAX_ENCODED];
  gsize size;

  line_open (line);
  device_writes (line, noise, sizeof noise); /* its zero ends it */
  enlist_serial_encode (enlist_slice ("hello", 5), encoded, sizeof encoded, &size);
  device_writes (line, encoded + 1, size - 1);
  encoded[3] ^= 1;
  device_writes (line, encoded, size);
  device_sends (line, "hello", 5);
  wait_for_frames (line, 1);
  assert_frame (line, 0, "hello", 5);
}

static void
test_sets_the_line_up (Line *line, gconstpointer data)
{
  struct termios settings;
  int fd;

  line_open (line);
  fd = open (line->path, O_RDWR | O_NOCTTY | O_NONBLOCK);
  if (fd < 0) /* the lock holds everybody off but root */
    fd = dup (line->device);
  g_assert_cmpint (tcgetattr (fd, &settings), ==, 0);
  close (fd);
  g_assert_cmpuint (cfgetispeed (&settings), ==, B115200);
  g_assert_cmpuint (cfgetospeed (&settings), ==, B115200);
  g_assert_cmpuint (settings.c_cflag & CSIZE, ==, CS8);
  g_assert_cmpuint (settings.c_cflag & (PARENB | CSTOPB | CRTSCTS | HUPCL), ==, 0);
  g_assert_cmpuint (settings.c_lflag & (ECHO | ICANON | ISIG | IEXTEN), ==, 0);
  g_assert_cmpuint (settings.c_iflag & (IXON | IXOFF | ICRNL | INLCR | IGNCR | ISTRIP), ==, 0);
  g_assert_cmpuint (settings.c_oflag & OPOST, ==, 0);
}

/* Errors. */

static void
assert_fails (const char *uri, EnlistError code, const char *says)
{
  g_autoptr (EnlistTransport) transport = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (open_at (uri, &transport, &error));
  g_assert_error (error, ENLIST_ERROR, (int) code);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

static void
test_locked (Line *line, gconstpointer data)
{
  line_open (line);
  assert_fails (line->uri, ENLIST_ERROR_BUSY, "Another program uses /dev/pts/");
  enlist_transport_close (line->transport);
}

/* The lock ends with the link. */
static void
test_opens_again (Line *line, gconstpointer data)
{
  line_open (line);
  g_signal_handlers_disconnect_by_data (line->transport, line);
  enlist_transport_close (line->transport);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&line->transport);
  line_open (line);
}

static void
test_denied (Line *line, gconstpointer data)
{
  g_assert_cmpint (chmod (line->path, 0), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (seteuid (NOBODY), ==, 0);
  assert_fails (line->uri, ENLIST_ERROR_PORT_DENIED, "may be used by the group “");
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
}

static void
test_absent (Line *line, gconstpointer data)
{
  assert_fails ("serial:/dev/there-is-none", ENLIST_ERROR_UNREACHABLE, "There is no /dev/there-is-none");
  assert_fails ("serial:/dev/null", ENLIST_ERROR_UNREACHABLE, "/dev/null is no serial port");
}

static void
test_vanishes (Line *line, gconstpointer data)
{
  line_open (line);
  close (line->device);
  line->device = -1;
  wait_for_end (line);
  g_assert_error (line->error, ENLIST_ERROR, ENLIST_ERROR_LINK_LOST);
}

/* Which port is meant. */

static void
write_text (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* As the kernel shows a USB serial port: three levels below its device for a USB-UART bridge, two for CDC. */
static void
add_port (const char *root, const char *tty, const char *device, const char *vendor, const char *product,
          gboolean bridge)
{
  g_autofree char *usb = g_build_filename (root, "sys/devices/usb1", device, NULL);
  g_autofree char *interface = g_build_filename (usb, "interface", bridge ? tty : NULL, NULL);
  g_autofree char *folder = g_build_filename (root, "sys/class/tty", tty, NULL);
  g_autofree char *link = g_build_filename (folder, "device", NULL);

  g_assert_cmpint (g_mkdir_with_parents (interface, 0755), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_cmpint (symlink (interface, link), ==, 0);
  write_text (usb, "idVendor", vendor);
  write_text (usb, "idProduct", product);
  write_text (usb, "product", "Pump\n");
}

static void
assert_finds (const char *root, const char *hint, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = g_strconcat (root, "/dev/", name, NULL);
  g_autofree char *path = enlist_serial_ports_find (hint, root, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, expected);
}

static void
assert_finds_none (const char *root, const char *hint, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (enlist_serial_ports_find (hint, root, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_finds_ports (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *root = g_dir_make_tmp ("enlist-XXXXXX", &error);
  g_autofree char *console = g_build_filename (root, "sys/class/tty/tty1", NULL);

  g_assert_no_error (error);
  assert_finds_none (root, "", "plug the cable in");
  g_assert_cmpint (g_mkdir_with_parents (console, 0755), ==, 0);
  assert_finds_none (root, "", "plug the cable in");
  assert_finds_none (root, "usb:10c4:ea60", "plug the cable in");

  add_port (root, "ttyUSB0", "1-1", "10c4\n", "ea60\n", TRUE);
  assert_finds (root, "", "ttyUSB0");
  assert_finds (root, "usb:10C4:EA60", "ttyUSB0");
  assert_finds_none (root, "usb:10c4:ea61", "ttyUSB0 (usb:10c4:ea60, Pump)");

  add_port (root, "ttyACM0", "1-2", "2341\n", "0043\n", FALSE);
  assert_finds (root, "usb:2341:0043", "ttyACM0");
  assert_finds_none (root, "", "ttyACM0 (usb:2341:0043, Pump), ");

  add_port (root, "ttyACM1", "1-3", "2341\n", "0043\n", FALSE);
  assert_finds_none (root, "usb:2341:0043", "several");
  remove_tree (root);
}

static void
add (const char *name, void (*test) (Line *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/core/serial/", name, NULL);

  g_test_add (path, Line, NULL, line_set_up, test, line_clear);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("10.1.7-brings-frames", test_brings_frames);
  add ("10.1.7-sends-frames", test_sends_frames);
  add ("10.1.7-drops-noise", test_drops_noise);
  add ("10.1.7-sets-the-line-up", test_sets_the_line_up);
  add ("locked", test_locked);
  add ("opens-again", test_opens_again);
  add ("denied", test_denied);
  add ("absent", test_absent);
  add ("vanishes", test_vanishes);
  g_test_add_func ("/core/serial/10.1.7-finds-ports", test_finds_ports);

  return g_test_run ();
}
