/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-commands.h"

#include <glib/gi18n-lib.h>

#include "enlist-ctl-input.h"
#include "enlist-ctl-output.h"
#include "enlist-device-values.h"
#include "enlist-error.h"

#define MAX_PUBLISHERS 8 /* what a device's identity holds */

typedef struct {
  char *vendor;
  char *model;
  char *hardware;
  char *serial;
  char **publishers;
  char *storage;
  char *output;
  char *preset;
  gboolean development;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->vendor);
  g_free (options->model);
  g_free (options->hardware);
  g_free (options->serial);
  g_strfreev (options->publishers);
  g_free (options->storage);
  g_free (options->output);
  g_free (options->preset);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static GPtrArray *
read_publisher_keys (char **arguments, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  if (g_strv_length (arguments) > MAX_PUBLISHERS)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("A device accepts at most %d publishers."),
                   MAX_PUBLISHERS);
      return NULL;
    }
  for (guint i = 0; arguments[i] != NULL; i++)
    {
      g_autoptr (EnlistPublisher) publisher = enlist_ctl_read_publisher (arguments[i], error);

      if (publisher == NULL)
        return NULL;
      g_ptr_array_add (keys, g_bytes_ref (enlist_publisher_get_key (publisher)));
    }

  return g_steal_pointer (&keys);
}

/* @preset: (nullable): words with commas between them */
static gboolean
apply_preset (EnlistDeviceValues *values, const char *preset, GError **error)
{
  g_auto (GStrv) words = g_strsplit (preset != NULL ? preset : "", ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (!g_str_equal (words[i], "lock") && !g_str_equal (words[i], "forget"))
      {
        g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                     _("%s: a preset is “lock”, “forget” or “lock,forget”."), preset);
        return FALSE;
      }
  enlist_device_values_set_preset (values, g_strv_contains ((const char *const *) words, "lock"),
                                   g_strv_contains ((const char *const *) words, "forget"));

  return TRUE;
}

/* The values first: a storage whose secret nobody knows any more would be a lost device. */
static gboolean
save (EnlistDeviceValues *values, GPtrArray *keys, const Options *options, GError **error)
{
  g_autoptr (GFile) output = g_file_new_for_commandline_arg (options->output);
  g_autoptr (GFile) storage = g_file_new_for_commandline_arg (options->storage);

  if (!enlist_device_values_save (values, output, error))
    return FALSE;
  if (enlist_device_values_save_image (values, storage, keys, error))
    return TRUE;
  g_file_delete (output, NULL, NULL);

  return FALSE;
}

gboolean
enlist_ctl_device_new (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_auto (Options) options = { NULL };
  const GOptionEntry entries[] = {
    { "vendor", 0, 0, G_OPTION_ARG_STRING, &options.vendor, N_("Who makes the device"), N_("NAME") },
    { "model", 0, 0, G_OPTION_ARG_STRING, &options.model, N_("What it is"), N_("NAME") },
    { "hardware", 0, 0, G_OPTION_ARG_STRING, &options.hardware, N_("Hardware revision"), N_("TEXT") },
    { "serial", 0, 0, G_OPTION_ARG_STRING, &options.serial, N_("Serial number (a random one)"),
      N_("TEXT") },
    { "publisher", 'p', 0, G_OPTION_ARG_FILENAME_ARRAY, &options.publishers,
      N_("A publisher that the device accepts: card, JSON or key file; may be repeated"), N_("FILE") },
    { "storage", 0, 0, G_OPTION_ARG_FILENAME, &options.storage, N_("Folder for the device’s storage"),
      N_("DIR") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_("Where the values for its label go"),
      N_("FILE") },
    { "preset", 0, 0, G_OPTION_ARG_STRING, &options.preset,
      N_("What the device does after every enrollment: lock, forget or both"), N_("LIST") },
    { "development", 0, 0, G_OPTION_ARG_NONE, &options.development,
      N_("No label secret: anybody nearby could enroll the device"), NULL },
    { NULL }
  };
  g_autoptr (EnlistDeviceValues) values = NULL;
  g_autoptr (GPtrArray) keys = NULL;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 0, 0, error) ||
      !enlist_ctl_command_require (self, options.vendor, "--vendor", error) ||
      !enlist_ctl_command_require (self, options.model, "--model", error) ||
      !enlist_ctl_command_require (self, options.publishers, "--publisher", error) ||
      !enlist_ctl_command_require (self, options.storage, "--storage", error) ||
      !enlist_ctl_command_require (self, options.output, "--output", error))
    return FALSE;

  keys = read_publisher_keys (options.publishers, error);
  if (keys == NULL)
    return FALSE;
  values = enlist_device_values_generate (options.vendor, options.model, options.hardware, options.serial,
                                          options.development, error);
  if (values == NULL || !apply_preset (values, options.preset, error) ||
      !save (values, keys, &options, error))
    return FALSE;

  enlist_ctl_print_row (_("Serial number"), enlist_device_values_get_serial (values));
  enlist_ctl_say (options.development
                      ? _("A development device: anybody nearby can enroll it. Do not ship it.")
                      : _("%s holds the secret for the label: delete it when the label has been made."),
                  options.output);

  return TRUE;
}
