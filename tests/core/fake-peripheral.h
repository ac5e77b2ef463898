/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "fake-bluez.h"

/*
 * What bluetoothd does for a peripheral: takes GATT applications and advertisements, and lets centrals talk
 * to the former. For one peripheral at a time.
 */
typedef struct {
  FakeAdapter *adapter;
  char *application;           /* object path; NULL: none is registered */
  char *application_owner;
  char *advertisement;
  char *advertisement_owner;
  GVariant *advertised;        /* (nullable): its properties, a{sv}, as of when it was registered */
  GPtrArray *advertisements;   /* of GVariant: what was tried, refused or not */
  GPtrArray *notifications;    /* of GBytes: of the characteristic `out` */
  guint subscription;
} FakePeripheral;

/* To be exported after each start of bluetoothd. Scripts of "GattManager1." and "LEAdvertisingManager1." get
 * the FakePeripheral. */
FakePeripheral *fake_peripheral_new    (FakeAdapter *adapter);
void            fake_peripheral_export (FakePeripheral *self);
void            fake_peripheral_free   (FakePeripheral *self);

/* A central, a device's object path, writes a frame to `in`. (transfer full) (nullable): the error's name */
char           *fake_peripheral_write  (FakePeripheral *self, const char *central, gboolean command,
                                        GBytes *frame);

/* bluetoothd ends the advertisement. */
void            fake_peripheral_release (FakePeripheral *self);

/* (transfer full): what the application has, a{oa{sa{sv}}} */
GVariant       *fake_peripheral_get_objects (FakePeripheral *self);
