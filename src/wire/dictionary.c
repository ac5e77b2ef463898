/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "deflate.h"

/*
 * What labels have in common, so that it costs a reference instead of its bytes. The nearer to the end, the
 * cheaper: what every label has stands last. Changing a byte makes another format: ENLIST_DEFLATE_FORMAT
 * counts them.
 */
static const char dictionary[] =
  /* words of prompts and choices */
  "Is the installed connected correctly? "
  "Please enter the select the scan the turn on the device to the of the with the and the for the "
  "temperature humidity pressure sensor switch meter gateway lamp light door window valve pump "
  "power battery voltage current energy water heat flow level motion contact alarm status "
  "mqtts://https://coaps://.example.com.example/api/v1/telemetry/attributes:8883:443:5683"
  "Yes" "No" "building" "floor" "room" "area" "zone" "line" "asset" "tag"
  /* fields */
  "serial" "model" "vendor" "version" "name" "owner" "operator" "address" "position" "location"
  "wifi.ssid" "wifi.password" "network" "server" "host" "port" "topic" "interval" "unit"
  "device.key" "device.cert" "public" "key" "id" "text"
  /* languages and media types */
  "text/plain" "application/json" "application/cbor" "application/octet-stream"
  "\x62" "zh" "\x62" "ja" "\x62" "it" "\x62" "es" "\x62" "fr" "\x62" "de" "\x62" "en"
  /* [op, args...] */
  "\x83\x01\x01\xf6" "\x83\x02\x01\xf5" "\x82\x03\x81\x01" "\x82\x04\x19\x0e\x10" "\x82\x05\x81\x02"
  "\x83\x06\x01\x80" "\x82\x07\x01" "\x82\x08\x02" "\x81\x09" "\x82\x0a\x01" "\x82\x0b\x01"
  /* parts of a manifest: role, size, hash */
  "\x82\x83\x01\x18\x40\x50" "\x83\x02\x18\x40\x50" "\x83\x03\x18\x80\x50"
  /* manifest */
  "\xa9\x01\x01\x02\x01\x03\x01\x04\x66" "\x05\x68" "\x06\x01" "\x07\x81\x82\x01\x44"
  "\x08\x58\x20" "\x09\x48" "EN"
  /*
   * label = [ COSE_Sign1, secret, parts ]: protected { alg: -19, kid }, empty unprotected, payload,
   * signature
   */
  "\x58\x40" "\x50" "\xf6" "\x80" "\x81\x58" "\x82\x58"
  "\x83\xd2\x84\x4d\xa2\x01\x32\x04\x48"
  "\x83\x84\x4d\xa2\x01\x32\x04\x48";

EnlistSlice
enlist_deflate_dictionary (void)
{
  return enlist_slice (dictionary, sizeof dictionary - 1);
}
