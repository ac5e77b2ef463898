/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "announcement.h"
#include "enlist-transport.h"
#include "fake-objects.h"

/*
 * bluetoothd, as far as a central sees it, with every fault that the real one cannot be made to have on
 * demand. Runs in the main context of the test, beside the code under test, on a connection of its own to the
 * system bus. Members that a test may set are marked so; they count from the next time that they matter.
 */

typedef struct _FakeBluez FakeBluez;
typedef struct _FakeAdapter FakeAdapter;
typedef struct _FakeDevice FakeDevice;
typedef struct _FakeGatt FakeGatt;

/* Answers a call in the place of the fake. @object: FakeAdapter or FakeDevice. Returns: FALSE leaves it to
 * the fake. */
typedef gboolean (*FakeAnswer) (gpointer object, GDBusMethodInvocation *invocation, gpointer user_data);

struct _FakeBluez {
  FakeObjects *objects;
  GPtrArray *adapters;   /* of FakeAdapter */
  GPtrArray *devices;    /* of FakeDevice: what is in the air */
  GQueue *answers;       /* of what fake_bluez_script() has said */
  GPtrArray *violations; /* of char *: what a client must not do, and did */
};

/* In the same process as the code under test, nothing is on the bus before fake_bluez_start(). */
FakeBluez   *fake_bluez_new   (void);
void         fake_bluez_free  (FakeBluez *self);
void         fake_bluez_start (FakeBluez *self);
/* bluetoothd ends: devices are disconnected and forgotten, adapters stay for the next start. */
void         fake_bluez_stop  (FakeBluez *self);

/* The next @times calls of @call ("Device1.Connect") are answered so. */
void         fake_bluez_script (FakeBluez *self, const char *call, guint times, FakeAnswer answer,
                                gpointer user_data);
/* With an error of org.bluez.Error, such as "Failed"; %NULL: never. One with a dot is the whole name. */
void         fake_bluez_fail   (FakeBluez *self, const char *call, guint times, const char *error,
                                const char *message);

/* How often it was called since the beginning. */
guint        fake_bluez_count  (FakeBluez *self, const char *call);

/* Nobody discovers, nothing of ours is connected or acquired, no call was made that must not be. */
void         fake_bluez_assert_clean (FakeBluez *self);

struct _FakeAdapter {
  FakeBluez *bluez;
  char *path;
  char *address;
  gboolean powered;
  gboolean blocked;         /* a test's: by rfkill; it is powered off then */
  gboolean has_power_state; /* a test's: later BlueZ has the property PowerState */
  gboolean unplugged;
  gboolean foreign;         /* another program discovers, with a filter for everything */
  gboolean discoverable;    /* over BR/EDR, too */
  guint discoverable_set;   /* how often */
  GHashTable *filters;      /* by client: a{sv} */
  GHashTable *clients;      /* that discover */
  guint tick_source;
};

/* @id: "hci0" */
FakeAdapter *fake_bluez_add_adapter     (FakeBluez *self, const char *id);
void         fake_bluez_remove_adapter  (FakeBluez *self, FakeAdapter *adapter);
void         fake_bluez_plug_in_adapter (FakeBluez *self, FakeAdapter *adapter); /* again */
void         fake_adapter_set_powered   (FakeAdapter *self, gboolean powered);
/* Ends discovery for everybody, as a reset of the controller does. */
void         fake_adapter_end_discovery (FakeAdapter *self);
gboolean     fake_adapter_is_discovering (FakeAdapter *self);

typedef enum {
  FAKE_ADVERTISES_SERVICE_DATA,
  FAKE_ADVERTISES_UUID,    /* it had no room for service data */
  FAKE_ADVERTISES_NOTHING, /* that is ours */
} FakeAdvertising;

typedef enum {
  FAKE_RESOLVES,
  FAKE_RESOLVES_EARLY, /* the property, and its objects 50 ms later */
  FAKE_RESOLVES_LATE,  /* the objects, and the property 50 ms later */
  FAKE_RESOLVES_NEVER,
} FakeResolving;

typedef enum {
  FAKE_IN,  /* from the assistant to the device */
  FAKE_OUT,
} FakeDirection;

/* Sees each frame, and may keep it: returns TRUE then. @number: of frames in that direction, from 1, over all
 * links */
typedef gboolean (*FakeFrameHook) (FakeDevice *device, FakeDirection direction, guint number, GBytes *frame,
                                   gpointer user_data);

struct _FakeDevice {
  FakeAdapter *adapter;
  char *address;
  char *path;
  char *uri;                 /* of the enlist-device behind it */

  /* A test's */
  FakeAdvertising advertising;
  guint8 announcement[ENLIST_ANNOUNCEMENT_SIZE + 4];
  gsize announcement_size;   /* as advertised; whoever reads it gets it whole */
  int rssi;
  gboolean silent;           /* is not heard */
  gboolean vanishes;         /* its object goes when discovery ends before it is connected */
  gboolean stale;            /* the cache lacks a characteristic until the device is removed */
  gboolean incomplete;       /* the device itself does */
  FakeResolving resolving;
  guint resolving_times;     /* then it resolves; 0: for ever */
  guint mtu;                 /* of ATT */
  gboolean mtu_is_unknown;   /* the property is missing */
  gboolean not_acquirable;   /* as BlueZ before 5.46 */
  gboolean damages_early_writes;
  guint lost_notifications;  /* the first ones on every link */
  FakeFrameHook hook;
  gpointer hook_data;

  /* What is */
  gboolean connected;
  gboolean used;             /* by another program */
  gboolean heard;            /* in this discovery */
  GDBusMethodInvocation *connecting;
  FakeGatt *gatt;            /* NULL unless connected */
  GPtrArray *sources;        /* of GSource: what happens later while it is there */
  guint frames[2];           /* by FakeDirection */
  gsize longest[2];
  guint writes_with_response;
  guint reads;
};

/* @uri: (nullable): of the device behind it, "unix:PATH" */
FakeDevice *fake_bluez_add_device  (FakeBluez *self, FakeAdapter *adapter, const char *address,
                                    const char *uri);
/* As if connected by another program, which uses it, or has crashed since; it has been heard and resolved. */
void        fake_device_preconnect (FakeDevice *self, gboolean used);
/* The radio link breaks, or was ended. */
void        fake_device_lose_link  (FakeDevice *self);
/* Its object goes. */
void        fake_device_vanish     (FakeDevice *self);
/* Makes it connected, without an answer to anybody. */
void        fake_device_connect    (FakeDevice *self);
/* The same, and it does not last. */
void        fake_device_flash      (FakeDevice *self);
/* Hands a frame on, from a hook or at will; now or later. */
void        fake_device_pass       (FakeDevice *self, FakeDirection direction, GBytes *frame);
void        fake_device_pass_later (FakeDevice *self, FakeDirection direction, GBytes *frame, guint ms);
