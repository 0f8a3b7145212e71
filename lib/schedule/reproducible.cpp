// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/reproducible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "srpm/compare_packages.hpp"

namespace rpmworks::schedule {

namespace {

using Clock = std::chrono::steady_clock;

// More than the coarsest timestamps in files: zip archives count in steps of two seconds.
constexpr auto k_apart = std::chrono::milliseconds(2100);

void wait_until(Clock::time_point when) {
  while (Clock::now() < when) {
    throw_if_cancelled();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

const engine::Artifact* named(const std::vector<engine::Artifact>& packages, const std::string& file_name) {
  const auto found = std::ranges::find(packages, file_name, &engine::Artifact::file_name);
  return found == packages.end() ? nullptr : &*found;
}

/// What differs between two packages, for messages. Packages that libarchive cannot read differ as a whole.
srpm::Difference difference_of(const engine::Artifact& one, const engine::Artifact& other) {
  try {
    if (auto found = srpm::first_difference(one.path, other.path)) {
      // Payloads name their files as cpio does, with "./".
      if (found->where.starts_with("./")) found->where.erase(0, 1);
      return std::move(*found);
    }
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
  }
  return {"their bytes", "sha256 " + one.sha256, "sha256 " + other.sha256};
}

/// The first difference between two results; sets `package` to the file name of its package.
std::optional<srpm::Difference> first_difference(const engine::BuildResult& first,
                                                 const engine::BuildResult& second, std::string& package) {
  for (const engine::Artifact& one : first.packages) {
    package = one.file_name;
    const engine::Artifact* const other = named(second.packages, one.file_name);
    if (!other) return srpm::Difference{"whether it is made", "made", "not made"};
    if (other->sha256 != one.sha256) return difference_of(one, *other);
  }
  for (const engine::Artifact& other : second.packages) {
    package = other.file_name;
    if (!named(first.packages, other.file_name))
      return srpm::Difference{"whether it is made", "not made", "made"};
  }
  return std::nullopt;
}

}  // namespace

void require_reproducible_build(engine::Engine& engine, const engine::BuildRequest& request,
                                const engine::BuildResult& first, Reporter& reporter) {
  if (!first.cached) wait_until(Clock::now() + k_apart - first.elapsed);
  engine::BuildRequest again = request;
  again.second_build = true;
  again.result_folder += "-once-more";
  remove_tree(again.result_folder);
  const std::string nevra = request.srpm().nevra.str();
  engine::BuildResult second;
  try {
    second = engine.build(again, reporter);
  } catch (Error& error) {
    if (error.code() != ExitCode::build) throw;
    throw Error(
        ExitCode::gate,
        fmt::format("{} is not reproducible: the first build succeeded, but a second build failed: {}", nevra,
                    error.what()))
        .notes(error.notes())
        .hint(error.hint());
  }
  std::string package;
  const auto difference = first_difference(first, second, package);
  if (!difference) {
    remove_tree(again.result_folder);
    reporter.note(
        fmt::format("{} is reproducible: two builds in different environments made the same bytes", nevra));
    return;
  }
  throw Error(ExitCode::gate,
              fmt::format("{} is not reproducible: a second build differs in {}", package, difference->where))
      .note("first:  " + (difference->one.empty() ? "nothing" : difference->one))
      .note("second: " + (difference->other.empty() ? "nothing" : difference->other))
      .note(fmt::format("both are kept: {} and {}", request.result_folder.string(),
                        again.result_folder.string()))
      .hint(
          "builds must not depend on the time (SOURCE_DATE_EPOCH is set), random names, the order of files "
          "in a folder or the number of processors; diffoscope shows all differences");
}

}  // namespace rpmworks::schedule
