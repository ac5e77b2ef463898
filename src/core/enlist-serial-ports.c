/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-serial-transport"

#include "enlist-serial-ports-private.h"

#include <stdlib.h>

#include "enlist-error.h"

#define TTY_FOLDER "/sys/class/tty"
#define LEVELS 4 /* from a port up to its USB device: port, interface, device */

typedef struct {
  char *path; /* /dev/… */
  char *vendor;
  char *product;
  char *name; /* what the device calls itself; %NULL when it does not */
} Port;

static void
port_free (gpointer data)
{
  Port *port = data;

  g_free (port->path);
  g_free (port->vendor);
  g_free (port->product);
  g_free (port->name);
  g_free (port);
}

/* (transfer full) (nullable): the first line of a file */
static char *
read_line (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  text[strcspn (text, "\n")] = '\0';

  return text;
}

/* (transfer full) (nullable): %NULL for a port that is not on USB */
static Port *
read_port (const char *root, const char *name)
{
  g_autofree char *link = g_build_filename (root, TTY_FOLDER, name, "device", NULL);
  g_autofree char *folder = NULL;
  char *resolved = realpath (link, NULL);
  Port *port;

  folder = g_strdup (resolved);
  free (resolved);
  for (guint i = 0; folder != NULL && i < LEVELS; i++)
    {
      g_autofree char *vendor = read_line (folder, "idVendor");
      char *parent;

      if (vendor != NULL)
        {
          port = g_new0 (Port, 1);
          port->path = g_build_filename (root, "/dev", name, NULL);
          port->vendor = g_steal_pointer (&vendor);
          port->product = read_line (folder, "idProduct");
          port->name = read_line (folder, "product");
          return port;
        }
      parent = g_path_get_dirname (folder);
      g_free (folder);
      folder = parent;
    }

  return NULL;
}

static int
compare_ports (gconstpointer a, gconstpointer b)
{
  const Port *const *left = a, *const *right = b;

  return g_strcmp0 ((*left)->path, (*right)->path);
}

/* (element-type Port) */
static GPtrArray *
list_ports (const char *root)
{
  GPtrArray *ports = g_ptr_array_new_with_free_func (port_free);
  g_autofree char *folder = g_build_filename (root, TTY_FOLDER, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      Port *port = read_port (root, name);

      if (port != NULL)
        g_ptr_array_add (ports, port);
    }
  g_ptr_array_sort (ports, compare_ports);

  return ports;
}

static gboolean
fits (const Port *port, const char *hint)
{
  g_autofree char *name = g_strdup_printf ("usb:%s:%s", port->vendor,
                                           port->product != NULL ? port->product : "");

  return *hint == '\0' || g_ascii_strcasecmp (name, hint) == 0;
}

static char *
describe (GPtrArray *ports)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ports->len; i++)
    {
      const Port *port = g_ptr_array_index (ports, i);

      g_string_append_printf (text, "%s%s (usb:%s:%s%s%s)", i > 0 ? ", " : "", port->path, port->vendor,
                              port->product != NULL ? port->product : "", port->name != NULL ? ", " : "",
                              port->name != NULL ? port->name : "");
    }

  return g_string_free (text, FALSE);
}

/* (transfer full) (nullable) */
static char *
choose (GPtrArray *ports, const char *hint, GError **error)
{
  g_autofree char *all = describe (ports);
  const Port *found = NULL;
  guint count = 0;

  for (guint i = 0; i < ports->len; i++)
    {
      const Port *port = g_ptr_array_index (ports, i);

      if (!fits (port, hint))
        continue;
      found = port;
      count++;
    }
  if (count == 1)
    return g_strdup (found->path);

  if (count > 1)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE,
                 "There are several serial ports that it could be: %s. Choose one with serial:PATH", all);
  else if (ports->len > 0)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE, "None of the serial ports is “%s”: %s", hint,
                 all);
  else
    g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE,
                         "There is no USB serial port: plug the cable in");

  return NULL;
}

gboolean
enlist_serial_ports_check (const char *hint, GError **error)
{
  if (*hint == '\0' || *hint == '/' ||
      g_regex_match_simple ("^usb:[[:xdigit:]]{4}:[[:xdigit:]]{4}$", hint, G_REGEX_DOLLAR_ENDONLY, 0))
    return TRUE;

  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE,
               "“%s” is no serial port: serial:/dev/PORT, serial:usb:VVVV:PPPP, or serial: for the only one",
               hint);

  return FALSE;
}

char *
enlist_serial_ports_find (const char *hint, const char *root, GError **error)
{
  g_autoptr (GPtrArray) ports = NULL;

  if (*hint == '/')
    return g_strdup (hint);
  ports = list_ports (root);

  return choose (ports, hint, error);
}
