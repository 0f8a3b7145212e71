// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/describe.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "rpm/runtime.hpp"

namespace rpmworks::repodata {

namespace {

// createrepo_c's default: yum and dnf show these, and whole changelogs would be most of the metadata.
constexpr int k_changelogs = 10;

Error unreadable(const fs::path& file, const GErrorSlot& error, const rpm::MessageCapture& capture) {
  return Error(ExitCode::invalid,
               fmt::format("{} cannot be read as a package: {}", file.string(), error.text()))
      .notes(capture.messages());
}

char* inserted(cr_Package& package, const std::string& text) {
  return g_string_chunk_insert(package.chunk, text.c_str());
}

}  // namespace

std::string Table::start(size_t packages) const {
  return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{} {} packages=\"{}\">\n", element,
                     namespaces, packages);
}

std::string Table::end() const {
  return fmt::format("</{}>", element);
}

PackagePtr describe(const fs::path& folder, const File& file, PerTable& xml) {
  const fs::path place = folder / file.path;
  GErrorSlot error;
  const rpm::MessageCapture capture;
  PackagePtr package(cr_package_from_rpm_base(place.c_str(), k_changelogs, CR_HDRR_NONE, error.slot()));
  if (!package) throw unreadable(place, error, capture);
  const cr_HeaderRangeStruct range = cr_get_header_byte_range(place.c_str(), error.slot());
  if (range.end == 0) throw unreadable(place, error, capture);
  package->rpm_header_start = range.start;
  package->rpm_header_end = range.end;
  package->size_package = static_cast<gint64>(fs::file_size(place));
  // The modification time of the file would differ from copy to copy.
  package->time_file = package->time_build;
  package->pkgId = inserted(*package, file.sha256);
  package->checksum_type = inserted(*package, cr_checksum_name_str(CR_CHECKSUM_SHA256));
  package->location_href = inserted(*package, encode_href(file.path));

  const cr_XmlStruct dumped = cr_xml_dump(package.get(), error.slot());
  const std::array<TextPtr, k_tables.size()> texts = {TextPtr(dumped.primary), TextPtr(dumped.filelists),
                                                      TextPtr(dumped.other)};
  for (size_t i = 0; i < texts.size(); ++i) {
    if (!texts[i]) fail("describe", place, error);
    xml[i] += texts[i].get();
  }
  return package;
}

}  // namespace rpmworks::repodata
