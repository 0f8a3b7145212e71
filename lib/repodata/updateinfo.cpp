// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/updateinfo.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <string_view>

#include "core/error.hpp"
#include "repodata/createrepo.hpp"

namespace rpmworks::repodata {

namespace {

using UpdateInfoPtr = Owned<cr_UpdateInfo, cr_updateinfo_free>;

// Copies texts into an object of createrepo_c, which owns them.
template <class T>
auto texts_of(T* object) {
  return [object](const std::string& text) {
    return text.empty() ? nullptr : g_string_chunk_insert(object->chunk, text.c_str());
  };
}

std::string time_text(int64_t seconds) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

cr_UpdateCollectionPackage* made_package(const AdvisedPackage& package) {
  cr_UpdateCollectionPackage* const made = cr_updatecollectionpackage_new();
  const auto text = texts_of(made);
  const rpm::Nevra& nevra = package.nevra;
  made->name = text(nevra.name);
  // yum of el6 does not accept a package without an epoch.
  made->epoch = text(nevra.evr.epoch.empty() ? "0" : nevra.evr.epoch);
  made->version = text(nevra.evr.version);
  made->release = text(nevra.evr.release);
  made->arch = text(nevra.arch);
  made->src = text(package.source);
  made->filename = text(nevra.file_name());
  return made;
}

cr_UpdateReference* made_reference(const AdvisoryReference& reference) {
  cr_UpdateReference* const made = cr_updatereference_new();
  const auto text = texts_of(made);
  made->type = text(reference.type);
  made->id = text(reference.id);
  made->href = text(reference.href);
  made->title = text(reference.id);
  return made;
}

cr_UpdateRecord* made_record(const Advisory& advisory, const std::string& collection) {
  cr_UpdateRecord* const made = cr_updaterecord_new();
  const auto text = texts_of(made);
  made->from = text(advisory.from);
  made->status = text("final");
  made->type = text(advisory.type);
  made->version = text("1");
  made->id = text(advisory.id);
  made->title = text(advisory.title);
  made->issued_date = text(time_text(advisory.issued));
  made->updated_date = text(time_text(advisory.updated));
  made->severity = text(advisory.severity);
  made->summary = text(advisory.title);
  made->description = text(advisory.description);
  for (const auto& reference : advisory.references)
    cr_updaterecord_append_reference(made, made_reference(reference));
  cr_UpdateCollection* const packages = cr_updatecollection_new();
  packages->shortname = texts_of(packages)(collection);
  packages->name = packages->shortname;
  for (const auto& package : advisory.packages)
    cr_updatecollection_append_package(packages, made_package(package));
  cr_updaterecord_append_collection(made, packages);
  return made;
}

std::string text_of(const char* text) {
  return text ? text : "";
}

// Name and architecture → the newest version.
using Versions = std::map<std::pair<std::string, std::string>, rpm::Evr>;

bool is_for_one(const cr_UpdateCollectionPackage& package, const Versions& versions) {
  const auto at = versions.find({text_of(package.name), text_of(package.arch)});
  if (at == versions.end()) return false;
  return rpm::Evr{.epoch = text_of(package.epoch),
                  .version = text_of(package.version),
                  .release = text_of(package.release)} <= at->second;
}

// Removes elements of a list, and frees them.
template <class T>
void remove_from(GSList*& list, const std::function<bool(T&)>& goes, void (*free)(T*)) {
  for (GSList* link = list; link;) {
    GSList* const next = link->next;
    auto* const element = static_cast<T*>(link->data);
    if (goes(*element)) {
      list = g_slist_delete_link(list, link);
      free(element);
    }
    link = next;
  }
}

void reduce(cr_UpdateInfo& info, const Versions& versions) {
  remove_from<cr_UpdateRecord>(
      info.updates,
      [&](cr_UpdateRecord& record) {
        remove_from<cr_UpdateCollection>(
            record.collections,
            [&](cr_UpdateCollection& collection) {
              remove_from<cr_UpdateCollectionPackage>(
                  collection.packages,
                  [&](cr_UpdateCollectionPackage& package) { return !is_for_one(package, versions); },
                  cr_updatecollectionpackage_free);
              return !collection.packages;
            },
            cr_updatecollection_free);
        return !record.collections;
      },
      cr_updaterecord_free);
}

// createrepo_c reads "&amp;" in an attribute, such as the URL of a reference, as "&#38;".
void restore_ampersands(GStringChunk* chunk, gchar*& text) {
  constexpr std::string_view k_read = "&#38;";
  std::string restored = text ? text : "";
  if (restored.find(k_read) == std::string::npos) return;
  for (size_t at = 0; (at = restored.find(k_read, at)) != std::string::npos; ++at)
    restored.replace(at, k_read.size(), "&");
  text = g_string_chunk_insert(chunk, restored.c_str());
}

void parse(const std::string& xml, const fs::path& tmp, const std::string& what, cr_UpdateInfo& info) {
  const TempDir folder(tmp, "updateinfo-");
  const fs::path file = folder.path() / "updateinfo.xml";
  write_new_file(file, xml);
  GErrorSlot error;
  if (cr_xml_parse_updateinfo(file.c_str(), &info, nullptr, nullptr, error.slot()) != CRE_OK)
    throw Error(ExitCode::upstream, "cannot read " + what).note(error.text());
  for (GSList* update = info.updates; update; update = update->next)
    for (GSList* link = static_cast<cr_UpdateRecord*>(update->data)->references; link; link = link->next) {
      auto* const reference = static_cast<cr_UpdateReference*>(link->data);
      for (gchar** const text : {&reference->href, &reference->id, &reference->type, &reference->title})
        restore_ampersands(reference->chunk, *text);
    }
}

// The opposite of time_text.
int64_t time_in(const std::string& text, OtherTimes times) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, length = 0;
  const int got = std::sscanf(text.c_str(), "%4d-%2d-%2d %2d:%2d:%2d%n", &year, &month, &day, &hour, &minute,
                              &second, &length);
  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (got != 6 || static_cast<size_t>(length) != text.size() || !date.ok()) {
    if (times == OtherTimes::unknown) return 0;
    throw Error(ExitCode::upstream, "an advisory has no valid time");
  }
  const int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * 86400 + hour * 3600 + minute * 60 + second;
}

// Calls `visit` for each element of a list.
template <class T>
void each(const GSList* list, const std::function<void(const T&)>& visit) {
  for (const GSList* link = list; link; link = link->next) visit(*static_cast<const T*>(link->data));
}

Advisory advisory_of(const cr_UpdateRecord& record, OtherTimes times) {
  Advisory advisory{.id = text_of(record.id),
                    .from = text_of(record.from),
                    .type = text_of(record.type),
                    .severity = text_of(record.severity),
                    .title = text_of(record.title),
                    .description = text_of(record.description),
                    .issued = time_in(text_of(record.issued_date), times),
                    .updated = time_in(text_of(record.updated_date), times),
                    .references = {},
                    .packages = {}};
  each<cr_UpdateReference>(record.references, [&](const cr_UpdateReference& reference) {
    advisory.references.push_back(
        {.type = text_of(reference.type), .id = text_of(reference.id), .href = text_of(reference.href)});
  });
  each<cr_UpdateCollection>(record.collections, [&](const cr_UpdateCollection& collection) {
    each<cr_UpdateCollectionPackage>(collection.packages, [&](const cr_UpdateCollectionPackage& package) {
      const std::string epoch = text_of(package.epoch);
      advisory.packages.push_back({.nevra = {.name = text_of(package.name),
                                             .evr = {.epoch = epoch == "0" ? "" : epoch,
                                                     .version = text_of(package.version),
                                                     .release = text_of(package.release)},
                                             .arch = text_of(package.arch)},
                                   .source = text_of(package.src)});
    });
  });
  return advisory;
}

// Adds the advisories of an upstream to an empty object.
void read_upstream(const UpstreamAdvisories& upstream, const fs::path& tmp, cr_UpdateInfo& info) {
  parse(upstream.xml, tmp, "the advisories of an upstream", info);
  Versions versions;
  for (const auto& nevra : upstream.packages) {
    const auto at = versions.try_emplace({nevra.name, nevra.arch}, nevra.evr).first;
    if (at->second < nevra.evr) at->second = nevra.evr;
  }
  reduce(info, versions);
}

}  // namespace

std::vector<Advisory> read_updateinfo(const std::string& xml, const fs::path& tmp, OtherTimes times) {
  initialise();
  const UpdateInfoPtr info(cr_updateinfo_new());
  parse(xml, tmp, "the advisories of a release", *info);
  std::vector<Advisory> advisories;
  each<cr_UpdateRecord>(info->updates, [&](const cr_UpdateRecord& record) {
    advisories.push_back(advisory_of(record, times));
  });
  return advisories;
}

std::string updateinfo_xml(const std::vector<Advisory>& advisories, const std::string& collection,
                           const UpstreamAdvisories& upstream, const fs::path& tmp) {
  initialise();
  const UpdateInfoPtr info(cr_updateinfo_new());
  if (!upstream.xml.empty()) read_upstream(upstream, tmp, *info);
  for (const auto& advisory : advisories)
    cr_updateinfo_apped_record(info.get(), made_record(advisory, collection));
  if (!info->updates) return {};
  GErrorSlot error;
  const TextPtr xml(cr_xml_dump_updateinfo(info.get(), error.slot()));
  if (!xml) fail("write", "updateinfo.xml", error);
  return xml.get();
}

}  // namespace rpmworks::repodata
