/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

#include "enlist-publishers.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_TRUST_DIALOG (enlist_trust_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EnlistTrustDialog, enlist_trust_dialog, ENLIST, TRUST_DIALOG, AdwMessageDialog)

/**
 * EnlistTrustDialog:
 *
 * Shows a publisher's name and the fingerprint of its key, and trusts it when the user says so. Signals,
 * after the answer: trusted (EnlistPublisher *publisher) and failed (GError *error).
 */
GtkWidget *enlist_trust_dialog_new (GtkWindow *parent, EnlistPublishers *publishers, EnlistPublisher *card);

G_END_DECLS
