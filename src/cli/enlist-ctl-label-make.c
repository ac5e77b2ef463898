/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-commands.h"

#include <glib/gi18n-lib.h>

#include "enlist-ctl-input.h"
#include "enlist-ctl-key.h"
#include "enlist-ctl-output.h"
#include "enlist-ctl-parts.h"
#include "enlist-ctl-picture.h"
#include "enlist-error.h"
#include "enlist-label-compiler.h"

static gboolean
load_device (const char *path, EnlistDeviceValues **device, GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (path == NULL)
    return TRUE;
  file = g_file_new_for_commandline_arg (path);
  *device = enlist_device_values_load (file, error);

  return *device != NULL;
}

gboolean
enlist_ctl_label_make (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_auto (EnlistCtlPicture) picture = ENLIST_CTL_PICTURE_INIT;
  g_autofree char *key_path = NULL, *device_path = NULL, *parts = NULL;
  g_auto (GStrv) transports = NULL;
  const GOptionEntry entries[] = {
    { "key", 'k', 0, G_OPTION_ARG_FILENAME, &key_path,
      N_("The publisher’s key pair that signs: a file, or the PKCS#11 URI of a key on a token"), N_("KEY") },
    { "device", 'd', 0, G_OPTION_ARG_FILENAME, &device_path,
      N_("The device’s values, of “device new”; without them it is a development label"), N_("FILE") },
    { "transport", 't', 0, G_OPTION_ARG_STRING_ARRAY, &transports,
      N_("How to reach the device, instead of what the source says: ble:, serial:HINT, tcp:HOST:PORT or "
          "unix:PATH;"
          " may be repeated"),
      N_("URI") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &picture.output,
      N_("Where the label goes: *.png, *.svg, *.txt or *.enlist; “-” prints its text"), N_("FILE") },
    { "parts", 0, 0, G_OPTION_ARG_FILENAME, &parts,
      N_("Where the parts go that the label does not carry"), N_("DIR") },
    { "number", 0, 0, G_OPTION_ARG_STRING, &picture.number,
      N_("The number of the label in a catalog, printed below its codes"), N_("TEXT") },
    { "scale", 0, 0, G_OPTION_ARG_INT, &picture.scale, N_("Pixels a module of a PNG (8)"), N_("N") },
    { "module-mm", 0, 0, G_OPTION_ARG_DOUBLE, &picture.module_mm, N_("Printed width of a module (0.6)"),
      N_("MM") },
    { NULL }
  };
  g_autoptr (EnlistDeviceValues) device = NULL;
  g_autoptr (EnlistPublisherKey) key = NULL;
  g_autoptr (EnlistLabel) label = NULL;
  g_autoptr (JsonNode) source = NULL;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, 1, error) ||
      !enlist_ctl_command_require (self, key_path, "--key", error) ||
      !enlist_ctl_command_require (self, picture.output, "--output", error) ||
      !enlist_ctl_picture_check (&picture, TRUE, error))
    return FALSE;

  source = enlist_ctl_read_source (argv[1], error);
  key = source != NULL ? enlist_ctl_load_key (key_path, NULL, error) : NULL;
  if (key == NULL || !load_device (device_path, &device, error))
    return FALSE;
  label = enlist_label_compile (source, argv[1], (const char *const *) transports, device, key, error);
  if (label == NULL || !enlist_ctl_parts_save (parts, label, error) ||
      !enlist_ctl_picture_save_label (&picture, label, error))
    return FALSE;
  if (!enlist_label_has_secret (label))
    enlist_ctl_say (
        _("A development label: it has no secret, anybody nearby could enroll the device. Do not ship it."));

  return TRUE;
}
