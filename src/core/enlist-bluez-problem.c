/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluez-problem"

#include "enlist-bluez-problem-private.h"

/* What the device answers to a second assistant (docs/format.md, clause 10.1): ATT's "procedure already in
 * progress". BlueZ has no name for it before 5.70. */
#define ATT_IN_PROGRESS "ATT error: 0xfe"

static const struct {
  const char *name;
  EnlistBluezProblem problem;
} problems[] = {
  { "org.bluez.Error.NotReady", ENLIST_BLUEZ_PROBLEM_OFF },
  { "org.bluez.Error.Blocked", ENLIST_BLUEZ_PROBLEM_BLOCKED },
  { "org.bluez.Error.InProgress", ENLIST_BLUEZ_PROBLEM_IN_PROGRESS },
  { "org.bluez.Error.Busy", ENLIST_BLUEZ_PROBLEM_IN_PROGRESS },
  { "org.bluez.Error.AlreadyConnected", ENLIST_BLUEZ_PROBLEM_ALREADY },
  { "org.bluez.Error.AlreadyExists", ENLIST_BLUEZ_PROBLEM_ALREADY },
  { "org.bluez.Error.NotSupported", ENLIST_BLUEZ_PROBLEM_UNSUPPORTED },
  { "org.bluez.Error.NotPermitted", ENLIST_BLUEZ_PROBLEM_UNSUPPORTED },
  { "org.bluez.Error.DoesNotExist", ENLIST_BLUEZ_PROBLEM_GONE },
  { "org.freedesktop.DBus.Error.UnknownObject", ENLIST_BLUEZ_PROBLEM_GONE },
  { "org.freedesktop.DBus.Error.UnknownInterface", ENLIST_BLUEZ_PROBLEM_GONE },
  { "org.freedesktop.DBus.Error.UnknownMethod", ENLIST_BLUEZ_PROBLEM_GONE },
  { "org.freedesktop.DBus.Error.AccessDenied", ENLIST_BLUEZ_PROBLEM_DENIED },
  { "org.freedesktop.DBus.Error.AuthFailed", ENLIST_BLUEZ_PROBLEM_DENIED },
  { "org.freedesktop.DBus.Error.ServiceUnknown", ENLIST_BLUEZ_PROBLEM_NO_SERVICE },
  { "org.freedesktop.DBus.Error.NameHasNoOwner", ENLIST_BLUEZ_PROBLEM_NO_SERVICE },
  { "org.freedesktop.DBus.Error.NoReply", ENLIST_BLUEZ_PROBLEM_NO_SERVICE },
  { "org.freedesktop.DBus.Error.Disconnected", ENLIST_BLUEZ_PROBLEM_NO_SERVICE },
};

EnlistBluezProblem
enlist_bluez_problem_from_error (const GError *error)
{
  g_autofree char *name = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return ENLIST_BLUEZ_PROBLEM_CANCELLED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    return ENLIST_BLUEZ_PROBLEM_NO_SERVICE;
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT))
    return ENLIST_BLUEZ_PROBLEM_GONE;

  name = g_dbus_error_get_remote_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    if (g_strcmp0 (name, problems[i].name) == 0)
      return problems[i].problem;

  return strstr (error->message, ATT_IN_PROGRESS) != NULL ? ENLIST_BLUEZ_PROBLEM_IN_PROGRESS
                                                          : ENLIST_BLUEZ_PROBLEM_OTHER;
}

char *
enlist_bluez_problem_dup_text (const GError *error)
{
  g_autoptr (GError) bare = g_error_copy (error);
  g_autoptr (GRegex) address = g_regex_new ("(?:[0-9A-F]{2}[:_]){5}[0-9A-F]{2}", G_REGEX_CASELESS, 0, NULL);

  g_dbus_error_strip_remote_error (bare);
  return g_regex_replace_literal (address, bare->message, -1, 0, "…", 0, NULL);
}

GError *
enlist_bluez_problem_to_error (const GError *error,
                               const char   *adapter,
                               EnlistError   otherwise,
                               const char   *doing)
{
  g_autofree char *text = enlist_bluez_problem_dup_text (error);
  EnlistError code = otherwise;

  switch (enlist_bluez_problem_from_error (error))
    {
    case ENLIST_BLUEZ_PROBLEM_CANCELLED:
      code = ENLIST_ERROR_CANCELLED;
      break;
    case ENLIST_BLUEZ_PROBLEM_DENIED:
      code = ENLIST_ERROR_BLUETOOTH_DENIED;
      break;
    case ENLIST_BLUEZ_PROBLEM_NO_SERVICE:
      code = ENLIST_ERROR_BLUETOOTH_ABSENT;
      break;
    case ENLIST_BLUEZ_PROBLEM_OFF:
      code = ENLIST_ERROR_BLUETOOTH_OFF;
      break;
    case ENLIST_BLUEZ_PROBLEM_BLOCKED:
      code = ENLIST_ERROR_BLUETOOTH_BLOCKED;
      break;
    case ENLIST_BLUEZ_PROBLEM_OTHER:
    case ENLIST_BLUEZ_PROBLEM_GONE:
    case ENLIST_BLUEZ_PROBLEM_IN_PROGRESS:
    case ENLIST_BLUEZ_PROBLEM_ALREADY:
    case ENLIST_BLUEZ_PROBLEM_UNSUPPORTED:
    default:
      break;
    }

  return g_error_new (ENLIST_ERROR, code, "%s on adapter %s: %s", doing, adapter, text);
}
