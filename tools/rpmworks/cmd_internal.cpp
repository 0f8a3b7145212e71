// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include "command.hpp"
#include "core/cancel.hpp"
#include "core/described.hpp"
#include "core/files.hpp"
#include "lockfile/lockfile.hpp"
#include "schedule/cluster_job.hpp"
#include "signals/signals.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

// Runs a build job on a cluster host. Its output goes to that host's users; the run that requested the build
// reads the record.
int build_job(const std::string& request) {
  ::umask(022);
  const Cancellation::Scope scope(signals::catch_interrupts());
  try {
    return static_cast<int>(schedule::run_cluster_job(request));
  } catch (...) {
    const Error error = described(std::current_exception());
    write_stderr(error.render());
    return static_cast<int>(error.code());
  }
}

// What git expects of a merge driver (gitattributes(5)): 0 for a merge without conflicts, up to 128 for
// conflicts, more if the driver failed. git before 2.42 takes everything above 0 for conflicts.
constexpr int k_has_conflicts = 1;
constexpr int k_driver_failed = 129;

// The whole contents of both sides as a conflict: a git that does not know that the driver failed must not
// leave a file that looks merged.
std::string whole_conflict(const std::string& ours, const std::string& theirs) {
  return "<<<<<<< ours\n" + ours + "\n=======\n" + theirs + "\n>>>>>>> theirs\n";
}

Error with_advice_for_merges(Error error) {
  return std::move(error)
      .note(
          "'ours' is the lock of the current branch, 'theirs' of the branch to merge, 'base' of their common "
          "ancestor")
      .hint(
          "make it again with `rpmworks lock` on its branch; or merge with `git -c "
          "merge.rpmworks-lock.driver=false merge BRANCH`, which keeps the lock of the current branch and "
          "reports a conflict, and then run `rpmworks lock`");
}

// Merges locks as git's merge driver; see docs/lock.md. Writes the result into the file `ours`.
int merge_lock(const fs::path& base, const fs::path& ours, const fs::path& theirs) {
  try {
    const std::string our_text = read_file(ours);
    const std::string their_text = read_file(theirs);
    try {
      const lockfile::Merged merged = lockfile::merge(read_file(base), our_text, their_text);
      replace_file(ours, merged.text);
      return merged.has_conflicts ? k_has_conflicts : 0;
    } catch (const Error& error) {
      if (error.code() != ExitCode::invalid) throw;
      write_stderr(harmless(with_advice_for_merges(error).render()));
      replace_file(ours, whole_conflict(our_text, their_text));
    }
  } catch (...) {
    write_stderr(harmless(described(std::current_exception()).render()));
  }
  return k_driver_failed;
}

}  // namespace

int internal_main(const std::vector<std::string>& arguments) {
  if (arguments.size() == 2 && arguments.front() == "build-job") return build_job(arguments.back());
  const bool is_merge = !arguments.empty() && arguments.front() == "merge-lock";
  if (is_merge && arguments.size() == 4) return merge_lock(arguments[1], arguments[2], arguments[3]);
  if (is_merge) {
    write_stderr(
        "error: merge-lock needs three files: base, ours and theirs\n"
        "hint: set the driver as docs/lock.md shows: rpmworks internal merge-lock %O %A %B\n");
    return k_driver_failed;
  }
  write_stderr(
      "error: this command is internal, for clusters and for git\nhint: see rpmworks "
      "--help\n");
  return static_cast<int>(ExitCode::usage);
}

}  // namespace rpmworks::cli
