// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/updateinfo.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

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

}  // namespace

std::string updateinfo_xml(const std::vector<Advisory>& advisories, const std::string& collection) {
  initialise();
  const UpdateInfoPtr info(cr_updateinfo_new());
  for (const auto& advisory : advisories)
    cr_updateinfo_apped_record(info.get(), made_record(advisory, collection));
  GErrorSlot error;
  const TextPtr xml(cr_xml_dump_updateinfo(info.get(), error.slot()));
  if (!xml) fail("write", "updateinfo.xml", error);
  return xml.get();
}

}  // namespace rpmworks::repodata
