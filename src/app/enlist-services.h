/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-answer-memory.h"
#include "enlist-bluetooth.h"
#include "enlist-catalogs.h"
#include "enlist-journal.h"
#include "enlist-keyring.h"
#include "enlist-publishers.h"
#include "enlist-settings.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_SERVICES (enlist_services_get_type ())
G_DECLARE_FINAL_TYPE (EnlistServices, enlist_services, ENLIST, SERVICES, GObject)

/**
 * EnlistServices:
 *
 * What every page works with: the journal, the keyring, the publishers, the catalogs and the settings of this
 * user, and Bluetooth with the adapter that the settings name. Property journal (readable, notified)
 * is %NULL until the journal is open; problem (boxed #GError) says why it cannot be.
 */
EnlistServices   *enlist_services_new            (void);

/* Opens the journal at its usual place, reads the publishers, looks for Bluetooth. Again after a problem. */
void              enlist_services_open           (EnlistServices *self);

EnlistJournal    *enlist_services_get_journal    (EnlistServices *self); /* (nullable) */
EnlistKeyring    *enlist_services_get_keyring    (EnlistServices *self);
EnlistPublishers *enlist_services_get_publishers (EnlistServices *self);
EnlistCatalogs   *enlist_services_get_catalogs   (EnlistServices *self);
/* until the program ends */
EnlistAnswerMemory *enlist_services_get_answer_memory (EnlistServices *self);
EnlistSettings   *enlist_services_get_settings   (EnlistServices *self);
/* %NULL until enlist_services_open(), which makes it unless there is one */
EnlistBluetooth  *enlist_services_get_bluetooth  (EnlistServices *self);
void              enlist_services_set_bluetooth  (EnlistServices *self, EnlistBluetooth *bluetooth);
const GError     *enlist_services_get_problem    (EnlistServices *self); /* (nullable) */

/* %FALSE while the publishers are being read: a label must not be called untrusted too early. */
gboolean          enlist_services_is_settled     (EnlistServices *self);

/* (nullable): the device to talk to instead of the one that the label names, see
   enlist_session_run_async() */
const char       *enlist_services_get_device     (EnlistServices *self);
void              enlist_services_set_device     (EnlistServices *self, const char *device);

G_END_DECLS
