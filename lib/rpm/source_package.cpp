// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/source_package.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <rpm/header.h>
#include <rpm/rpmarchive.h>
#include <rpm/rpmcli.h>
#include <rpm/rpmfi.h>
#include <rpm/rpmfiles.h>
#include <rpm/rpmio.h>
#include <rpm/rpmlib.h>
#include <rpm/rpmtag.h>
#include <rpm/rpmts.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <optional>

#include "core/error.hpp"
#include "core/handle.hpp"
#include "rpm/files_handle.hpp"
#include "rpm/reader.hpp"
#include "rpm/spec_checks.hpp"
#include "rpm/spec_session.hpp"

namespace rpmworks::rpm {

namespace {

using IteratorHandle = Owned<std::remove_pointer_t<rpmfi>, rpmfiFree>;

Error invalid(const fs::path& file, const std::string& what) {
  return Error(ExitCode::invalid, what).at({.file = file.string()});
}

Error damaged(const fs::path& file, const std::string& what) {
  return invalid(file, what)
      .hint("fetch or make the package again; it may have been truncated when it was copied");
}

HeaderHandle read_checked_header(FD_t fd, const fs::path& file) {
  const Transaction transaction(rpmtsCreate());
  rpmtsSetVSFlags(transaction.get(), static_cast<rpmVSFlags>(RPMVSF_MASK_NOSIGNATURES));
  Header header = nullptr;
  const rpmRC result = rpmReadPackageFile(transaction.get(), fd, file.c_str(), &header);
  HeaderHandle owned(header);
  if (result == RPMRC_NOTFOUND || !owned) throw damaged(file, "this is not an RPM package, or it is damaged");
  if (result == RPMRC_FAIL) throw damaged(file, "the package is damaged: a digest does not match");
  return owned;
}

// Verifies the digests of the whole file. Reading the payload is not enough, because it stops at cpio's
// trailer and does not detect truncated, changed or added data after the trailer.
void require_whole(const fs::path& file) {
  const Transaction transaction(rpmtsCreate());
  rpmtsSetVfyLevel(transaction.get(), 0);  // very old packages do not have every kind of digest
  rpmtsSetVfyFlags(transaction.get(), static_cast<rpmVSFlags>(RPMVSF_MASK_NOSIGNATURES));
  const Stream stream = open_package(file);
  rpmQVKArguments_s arguments{};
  if (!stream || rpmVerifySignatures(&arguments, transaction.get(), stream.get(), file.c_str()) != 0)
    throw damaged(file, "the package is damaged: data at its end is missing, changed or added");
}

// Opens the destination of a member: a new file, or /dev/null. Skipped members are read to check their
// digests.
Stream opened(const std::optional<fs::path>& to) {
  const FileDescriptor fd(to ? ::open(to->c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644)
                             : ::open("/dev/null", O_WRONLY | O_CLOEXEC));
  if (!fd) throw system_error("create", to ? to->string() : "/dev/null");
  Stream handle(fdDup(fd.get()));
  if (!handle) throw system_error("open", to ? to->string() : "/dev/null");
  return handle;
}

// Whether a name has no folder. Valid source packages contain only such names; hostile ones contain any path.
bool is_plain_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos;
}

std::vector<std::string> unpack_payload(rpmfi each, const fs::path& package, const fs::path& folder,
                                        const UnpackBounds& bounds) {
  std::vector<std::string> left_out;
  uint64_t total = 0;
  size_t files = 0;
  int index = 0;
  while ((index = rpmfiNext(each)) >= 0) {
    if (!S_ISREG(rpmfiFMode(each)) || rpmfiArchiveHasContent(each) != 1) continue;
    const std::string name = rpmfiBN(each);
    const uint64_t size = rpmfiFSize(each);
    const bool is_wanted = is_plain_name(name) && size <= bounds.file_bytes &&
                           total + size <= bounds.total_bytes && files < bounds.files;
    std::optional<fs::path> to;
    if (is_wanted) {
      to = folder / name;
      total += size;
      ++files;
    } else {
      left_out.push_back(name);
    }
    const Stream out = opened(to);
    if (rpmfiArchiveReadToFile(each, out.get(), 0) != 0)
      throw damaged(package,
                    fmt::format("the package is damaged: the digest of {} in it does not match", name));
  }
  if (index != RPMERR_ITER_END) throw damaged(package, "the package is damaged: its payload cannot be read");
  return left_out;
}

std::string spec_name(rpmfiles files) {
  const int count = static_cast<int>(rpmfilesFC(files));
  for (int i = 0; i < count; ++i)
    if (rpmfilesFFlags(files, i) & RPMFILE_SPECFILE) return rpmfilesBN(files, i);
  return {};
}

SourcePackage facts_of(Header header) {
  SourcePackage package;
  package.nevra = nevra_of(header);
  package.lacks_sources = headerIsEntry(header, RPMTAG_NOSOURCE) || headerIsEntry(header, RPMTAG_NOPATCH);
  package.build_time = static_cast<int64_t>(headerGetNumber(header, RPMTAG_BUILDTIME));
  package.build_requires = requirements_of(header);
  package.build_conflicts = texts_of(header, RPMTAG_CONFLICTNEVRS);
  package.build_arch = texts_of(header, RPMTAG_BUILDARCHS);
  package.exclusive_arch = texts_of(header, RPMTAG_EXCLUSIVEARCH);
  package.exclude_arch = texts_of(header, RPMTAG_EXCLUDEARCH);
  package.unfit_for_metadata = unfit_for_metadata(header).value_or("");
  package.change_author = text_of(header, RPMTAG_CHANGELOGNAME);
  package.change_time = static_cast<int64_t>(headerGetNumber(header, RPMTAG_CHANGELOGTIME));
  return package;
}

}  // namespace

SourcePackage unpack_source_package(const fs::path& file, const fs::path& folder,
                                    const UnpackBounds& bounds) {
  const SpecSession session({}, {});  // rpm's configuration; its messages do not go to stderr
  const FileDescriptor there = open_for_reading(file);  // distinguishes a missing file from an invalid one
  Stream fd(Fopen(file.c_str(), "r.ufdio"));
  if (!fd || Ferror(fd.get())) throw system_error("open", file.string());
  const HeaderHandle header = read_checked_header(fd.get(), file);
  if (!nevra_of(header.get()).is_source())
    throw invalid(file, "this is a binary package, not a source package")
        .hint("use the .src.rpm that it was built from: rpm -qp --qf '%{sourcerpm}' prints its name");
  SourcePackage package = facts_of(header.get());

  const std::string compressor = text_of(header.get(), RPMTAG_PAYLOADCOMPRESSOR);
  // Fdopen adds the decompressor to the same handle. Without the tag the payload is gzip or uncompressed;
  // gzip reads both.
  const std::string mode = "r." + (compressor.empty() ? std::string("gzip") : compressor);
  if (!Fdopen(fd.get(), mode.c_str()) || Ferror(fd.get()))
    throw invalid(
        file, fmt::format("the payload is compressed with {}, which this rpm does not support", compressor));
  const FilesHandle files(rpmfilesNew(nullptr, header.get(), 0, RPMFI_KEEPHEADER));
  package.spec_file = spec_name(files.get());
  if (!is_plain_name(package.spec_file)) throw invalid(file, "the package contains no spec");
  const IteratorHandle each(
      rpmfiNewArchiveReader(fd.get(), files.get(), RPMFI_ITER_READ_ARCHIVE_CONTENT_FIRST));
  if (!each) throw damaged(file, "the payload cannot be read");
  package.left_out = unpack_payload(each.get(), file, folder, bounds);
  require_whole(file);
  return package;
}

}  // namespace rpmworks::rpm
