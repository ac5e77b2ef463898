/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-error"

#include "enlist-error.h"
#include "enlist-error-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

typedef struct {
  int exit_code;
  const char *title;
  const char *remedy;
} ErrorText;

enum {
  EXIT_FAILED = 1,
  EXIT_USAGE = 2,
  EXIT_NOT_FOUND = 3,
  EXIT_VERIFICATION = 4,
  EXIT_REFUSED = 5,
  EXIT_TRY_AGAIN = 75,
};

static const ErrorText texts[ENLIST_N_ERRORS] = {
  [ENLIST_ERROR_FAILED] = {
    EXIT_FAILED, N_("Something went wrong"),
    N_("Try again. If it happens again, copy the technical log and show it to whoever supports you.") },
  [ENLIST_ERROR_USAGE] = {
    EXIT_USAGE, N_("This was not understood"),
    N_("Check what you entered.") },
  [ENLIST_ERROR_NOT_FOUND] = {
    EXIT_NOT_FOUND, N_("Not found"),
    N_("Check the name or number that you entered.") },
  [ENLIST_ERROR_NOT_A_LABEL] = {
    EXIT_VERIFICATION, N_("This is not an Enlist label"),
    N_("Look for a code that says “Enlist” on the device or in its box.") },
  [ENLIST_ERROR_DAMAGED] = {
    EXIT_VERIFICATION, N_("The data is damaged"),
    N_("Scan the label again, clean and well lit, or check that it is the right file. If it stays damaged, "
       "ask for a new one.") },
  [ENLIST_ERROR_INCOMPLETE] = {
    EXIT_VERIFICATION, N_("A part is missing"),
    N_("Scan all codes of the label, in any order.") },
  [ENLIST_ERROR_TOO_NEW] = {
    EXIT_VERIFICATION, N_("Made for a newer version of Enlist"),
    N_("Update Enlist, then try again.") },
  [ENLIST_ERROR_BAD_SIGNATURE] = {
    EXIT_VERIFICATION, N_("The signature is not genuine"),
    N_("Do not use this label. Ask whoever supplied the device for a genuine one.") },
  [ENLIST_ERROR_UNKNOWN_PUBLISHER] = {
    EXIT_VERIFICATION, N_("The publisher is not trusted here"),
    N_("If you know who made this label, add the publisher’s card first. Otherwise do not use it.") },
  [ENLIST_ERROR_BAD_HASH] = {
    EXIT_VERIFICATION, N_("A part does not belong to this label"),
    N_("Get the part again from where the label came from.") },
  [ENLIST_ERROR_INVALID_PROGRAM] = {
    EXIT_VERIFICATION, N_("The enrollment application is faulty"),
    N_("Nothing was started. Tell the publisher of the label.") },
  [ENLIST_ERROR_SOURCE] = {
    EXIT_USAGE, N_("The source of the label is wrong"),
    N_("Correct the place that the message names.") },
  [ENLIST_ERROR_UNREACHABLE] = {
    EXIT_TRY_AGAIN, N_("The device cannot be reached"),
    N_("Check that the device has power and is near, then try again.") },
  [ENLIST_ERROR_WRONG_DEVICE] = {
    EXIT_VERIFICATION, N_("This is not the device on the label"),
    N_("Check that the label belongs to the device in front of you.") },
  [ENLIST_ERROR_OWNED] = {
    EXIT_REFUSED, N_("The device already has an owner"),
    N_("Its owner must release it first. If that should be you, find out who enrolled it.") },
  [ENLIST_ERROR_BUSY] = {
    EXIT_TRY_AGAIN, N_("Something else is using it"),
    N_("Wait a minute, then try again.") },
  [ENLIST_ERROR_PROTOCOL] = {
    EXIT_FAILED, N_("The device answered in an unexpected way"),
    N_("Try again. If it happens again, the device’s software may not fit the label: tell the publisher.") },
  [ENLIST_ERROR_LINK_LOST] = {
    EXIT_TRY_AGAIN, N_("The connection was lost"),
    N_("Move closer to the device, then try again.") },
  [ENLIST_ERROR_TIMEOUT] = {
    EXIT_TRY_AGAIN, N_("There was no answer in time"),
    N_("Check that the device has power and is near, then try again.") },
  [ENLIST_ERROR_DEVICE_FAILED] = {
    EXIT_FAILED, N_("The device could not do a step"),
    N_("Check the device as its manual says, then try again.") },
  [ENLIST_ERROR_CHECK_FAILED] = {
    EXIT_FAILED, N_("A check was not met"),
    N_("Correct what the message names, then try again.") },
  [ENLIST_ERROR_REFUSED] = {
    EXIT_REFUSED, N_("This is not allowed"),
    N_("Nothing was changed.") },
  [ENLIST_ERROR_CANCELLED] = {
    EXIT_FAILED, N_("Cancelled"),
    N_("Start again whenever you want.") },
  [ENLIST_ERROR_STORAGE] = {
    EXIT_FAILED, N_("It could not be saved"),
    N_("Check that there is free space and that the disk can be written to, then try again.") },
  [ENLIST_ERROR_KEYRING_LOCKED] = {
    EXIT_TRY_AGAIN, N_("The keyring is locked"),
    N_("Unlock the keyring, then try again.") },
  [ENLIST_ERROR_KEYRING_ABSENT] = {
    EXIT_FAILED, N_("There is no keyring"),
    N_("Install and start a keyring service, such as GNOME Keyring, then try again.") },
  [ENLIST_ERROR_KEYRING_DISMISSED] = {
    EXIT_REFUSED, N_("The keyring was not unlocked"),
    N_("Try again and unlock the keyring when asked: keys are kept nowhere else.") },
  [ENLIST_ERROR_JOURNAL] = {
    EXIT_FAILED, N_("The journal of enrolled devices cannot be used"),
    N_("Close other programs that use it. Do not delete the file: it may hold the only record of a "
       "device.") },
  [ENLIST_ERROR_CATALOG] = {
    EXIT_USAGE, N_("A catalog cannot be used"),
    N_("Correct the place that the message names, or ask whoever supplied the catalog.") },
  [ENLIST_ERROR_BLUETOOTH_ABSENT] = {
    EXIT_TRY_AGAIN, N_("The Bluetooth service is not running"),
    N_("Install BlueZ if it is missing, start its service (bluetooth.service), then try again.") },
  [ENLIST_ERROR_BLUETOOTH_DENIED] = {
    EXIT_REFUSED, N_("Enlist may not use Bluetooth"),
    N_("Allow it to talk to org.bluez on the system bus: ask whoever administers this computer. For a "
       "Flatpak it is a permission of the system bus.") },
  [ENLIST_ERROR_NO_ADAPTER] = {
    EXIT_TRY_AGAIN, N_("There is no Bluetooth adapter"),
    N_("Plug in a Bluetooth adapter, or choose another one.") },
  [ENLIST_ERROR_BLUETOOTH_OFF] = {
    EXIT_TRY_AGAIN, N_("Bluetooth is turned off"),
    N_("Turn Bluetooth on, then try again.") },
  [ENLIST_ERROR_BLUETOOTH_BLOCKED] = {
    EXIT_TRY_AGAIN, N_("Bluetooth is blocked"),
    N_("Turn off airplane mode, or turn on the switch for Bluetooth of this computer, then try again.") },
  [ENLIST_ERROR_PORT_DENIED] = {
    EXIT_REFUSED, N_("The serial port may not be used"),
    N_("Add your user to the group that the message names (usually “dialout”), log out and in again, then "
       "try again.") },
};

G_DEFINE_QUARK (enlist-error-quark, enlist_error)

static const ErrorText *
get_text (EnlistError code)
{
  return &texts[(guint) code < ENLIST_N_ERRORS ? code : ENLIST_ERROR_FAILED];
}

int
enlist_error_exit_code (const GError *error)
{
  return error == NULL ? 0 : get_text (enlist_error_get_code (error))->exit_code;
}

EnlistError
enlist_error_get_code (const GError *error)
{
  g_return_val_if_fail (error != NULL, ENLIST_ERROR_FAILED);

  if (error->domain == ENLIST_ERROR)
    return error->code;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return ENLIST_ERROR_CANCELLED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return ENLIST_ERROR_TIMEOUT;
  return ENLIST_ERROR_FAILED;
}

const char *
enlist_error_get_title (EnlistError code)
{
  return _(get_text (code)->title);
}

const char *
enlist_error_get_remedy (EnlistError code)
{
  return _(get_text (code)->remedy);
}

EnlistError
enlist_error_code_from_status (EnlistStatus status)
{
  switch (status)
    {
    case ENLIST_OK:
    case ENLIST_E_SPACE:
    case ENLIST_E_CRYPTO:
      return ENLIST_ERROR_FAILED;

    case ENLIST_E_TRUNCATED:
    case ENLIST_E_TRAILING:
    case ENLIST_E_CBOR:
    case ENLIST_E_DEPTH:
    case ENLIST_E_ITEMS:
    case ENLIST_E_TYPE:
    case ENLIST_E_RANGE:
    case ENLIST_E_BASE45:
    case ENLIST_E_INFLATE:
    case ENLIST_E_TOO_LARGE:
    case ENLIST_E_SET_HASH:
      return ENLIST_ERROR_DAMAGED;

    case ENLIST_E_NOT_LABEL:
      return ENLIST_ERROR_NOT_A_LABEL;
    case ENLIST_E_VERSION:
      return ENLIST_ERROR_TOO_NEW;
    case ENLIST_E_INCOMPLETE:
    case ENLIST_E_OTHER_SET:
      return ENLIST_ERROR_INCOMPLETE;

    case ENLIST_E_SIGNATURE:
      return ENLIST_ERROR_BAD_SIGNATURE;
    case ENLIST_E_UNKNOWN_KEY:
      return ENLIST_ERROR_UNKNOWN_PUBLISHER;
    case ENLIST_E_HASH:
      return ENLIST_ERROR_BAD_HASH;
    case ENLIST_E_HANDSHAKE:
    case ENLIST_E_MODEL:
      return ENLIST_ERROR_WRONG_DEVICE;
    case ENLIST_E_SEQUENCE:
      return ENLIST_ERROR_REFUSED;

    case ENLIST_E_OPERATION:
    case ENLIST_E_ROLE:
    case ENLIST_E_FIELD:
    case ENLIST_E_UNWRITTEN:
    case ENLIST_E_UNMET:
    case ENLIST_E_RECEIVER:
    case ENLIST_E_ONCE:
    case ENLIST_E_BUDGET:
      return ENLIST_ERROR_INVALID_PROGRAM;
    case ENLIST_E_CHECK:
    case ENLIST_E_FAILED:
    case ENLIST_E_NOT_FOUND:
      return ENLIST_ERROR_CHECK_FAILED;

    case ENLIST_E_OWNED:
      return ENLIST_ERROR_OWNED;
    case ENLIST_E_BUSY:
      return ENLIST_ERROR_BUSY;
    case ENLIST_E_STATE:
    case ENLIST_E_DECRYPT:
      return ENLIST_ERROR_PROTOCOL;
    case ENLIST_E_FUNCTION:
    case ENLIST_E_STORAGE:
    case ENLIST_E_CALL:
    case ENLIST_E_MEDIA:
    case ENLIST_E_KEY_TYPE:
      return ENLIST_ERROR_DEVICE_FAILED;
    case ENLIST_E_CANCELLED:
      return ENLIST_ERROR_CANCELLED;
    case ENLIST_E_TIMEOUT:
      return ENLIST_ERROR_TIMEOUT;
    }

  /* The number may come from a peer that knows more of them. */
  return ENLIST_ERROR_PROTOCOL;
}

gboolean
enlist_error_from_status (GError       **error,
                          EnlistStatus   status,
                          const char    *format,
                          ...)
{
  g_autofree char *context = NULL;
  va_list arguments;

  g_return_val_if_fail (status != ENLIST_OK, FALSE);

  va_start (arguments, format);
  context = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_set_error (error, ENLIST_ERROR, enlist_error_code_from_status (status), "%s: %s", context,
               enlist_status_name (status));
  return FALSE;
}
