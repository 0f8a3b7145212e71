// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "core/pool.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"
#include "srpm/lineage.hpp"
#include "srpm/packaged_commit.hpp"
#include "srpm/packing.hpp"
#include "srpm/record.hpp"
#include "srpm/srpm.hpp"
#include "srpm/tree_archives.hpp"

namespace rpmworks::srpm {

namespace {

// One of the packages that were asked for.
struct Job {
  const Request* request = nullptr;
  git::Commit commit;  ///< that it is made of
  git::Commit asked;   ///< that was asked for
  Lineage lineage;
  std::string key;
  std::optional<Srpm> srpm;  ///< when it was found, or is made
  std::unique_ptr<Packing> packing;
};

std::string told_of(const Request& request, const std::string& text) {
  return request.name.empty() ? text : request.name + ": " + text;
}

std::string shown_name(const Request& request, const std::string& url) {
  return request.name.empty() ? without_credentials(url) : request.name;
}

void set_commit(Job& job, const git::Commit& commit, const git::Repository& repository, const Places& places,
                Reporter& reporter) {
  job.commit = commit;
  job.lineage = lineage_of(repository, job.commit, *job.request, job.asked);
  job.key = key_of(job.commit, job.lineage, *job.request, repository.origin());
  job.srpm = recorded(places.store, job.key);
  if (job.srpm)
    for (const auto& warning : job.srpm->warnings) reporter.warning(warning);  // as true as when it was made
}

Job job_for(const git::Repository& repository, const std::string& url, const Request& request,
            const Places& places, Reporter& reporter) {
  const Activity activity(reporter, "looking up", shown_name(request, url), 0, Activity::Size::step);
  Job job{.request = &request,
          .commit = request.dirty ? repository.commit_of_work_tree() : repository.resolve(request.ref)};
  if (request.verified && request.verified->commit != job.commit.id)
    throw Error(ExitCode::trust,
                fmt::format("{} is another commit than the one that was verified", request.ref))
        .note(fmt::format("it was {} and is {}", request.verified->commit, job.commit.id))
        .hint("somebody moved it meanwhile: run again");
  job.asked = job.commit;
  const git::Commit of =
      packaged_commit(repository, job.asked, request, places.store, reporter,
                      [&](const std::string& text) { reporter.warning(told_of(request, text)); });
  set_commit(job, of, repository, places, reporter);
  return job;
}

void prepare(Job& job, const git::Repository& repository, const std::string& url, const Places& places,
             bool is_only, Reporter& reporter) {
  job.packing =
      std::make_unique<Packing>(repository, url, job.commit, job.lineage, *job.request, places, reporter);
  // Of several packages one is worked on while another's sandbox is made.
  if (is_only) job.packing->start_ahead();
  const Activity activity(reporter, "reading", shown_name(*job.request, url), 0, Activity::Size::step);
  job.packing->prepare();
}

// What is said of several packages that cannot be made; of one its own error.
void throw_if_any(std::vector<Error>& failed, const std::vector<Job>& jobs) {
  if (failed.empty()) return;
  // Packages of repos.yaml were named there; specs were found, and the user may not mean all of them.
  const bool were_found = jobs.size() > 1 && jobs.front().request->name.empty();
  const char* const choose = "name those that you want by --spec FILE";
  if (failed.size() == 1) {
    if (were_found)
      std::move(failed.front())
          .note(fmt::format("of {} source packages this one cannot be made: {}", jobs.size(), choose));
    throw std::move(failed.front());
  }
  Error error(failed.front().code(),
              fmt::format("{} of {} source packages cannot be made", failed.size(), jobs.size()));
  for (const auto& why : failed) std::move(error).notes(split(trim(why.render()), '\n'));
  if (were_found) std::move(error).hint(choose);
  throw error;
}

// Calls `work` for every job that is still to be done, and throws what went wrong with all of them together.
void for_each_open(std::vector<Job>& jobs, unsigned threads, const std::function<void(Job&)>& work) {
  std::vector<Error> failed;
  std::mutex mutex;
  parallel_for(jobs.size(), threads, [&](size_t i) {
    if (jobs[i].srpm) return;
    try {
      const std::string& name = jobs[i].request->name;
      if (jobs.size() == 1 || name.empty())
        work(jobs[i]);
      else
        with_context(fmt::format("making the source package of {}", name), [&] { work(jobs[i]); });
    } catch (Error& error) {
      if (error.code() == ExitCode::interrupted) throw;
      const std::lock_guard lock(mutex);
      failed.push_back(std::move(error));
    }
  });
  throw_if_any(failed, jobs);
}

void pack(const git::Repository& repository, const std::string& url, std::vector<Job>& jobs,
          const Places& places, Reporter& reporter) {
  std::vector<TreeArchive> archives;
  const unsigned threads = jobs.front().request->threads;
  // One at a time: a repository is for one thread.
  for_each_open(jobs, 1, [&](Job& job) {
    const bool is_only = jobs.size() == 1;
    prepare(job, repository, url, places, is_only, reporter);
    const bool leaves =
        leaves_paths(repository, job.commit, *job.request, job.packing->files_used(), places.store);
    if (leaves && job.commit.id != job.asked.id) {
      job.packing.reset();
      set_commit(job, job.asked, repository, places, reporter);
      if (job.srpm) return;
      prepare(job, repository, url, places, is_only, reporter);
    }
    const auto& wanted = job.packing->archives();
    archives.insert(archives.end(), wanted.begin(), wanted.end());
  });
  write_archives(repository, archives, threads, places, reporter);
  for_each_open(jobs, threads, [&](Job& job) {
    Activity activity(reporter, "packing", shown_name(*job.request, url));
    job.srpm = job.packing->finish();
    put_record(places.store, job.key, *job.srpm);
    activity.result(job.srpm->file_name);
  });
}

}  // namespace

std::vector<Srpm> make_all(const git::Repository& repository, const std::string& url,
                           const std::vector<Request>& requests, const Places& places, Reporter& reporter) {
  if (requests.empty()) return {};
  std::vector<Job> jobs;
  for (const auto& request : requests) jobs.push_back(job_for(repository, url, request, places, reporter));
  pack(repository, url, jobs, places, reporter);
  std::vector<Srpm> srpms;
  for (auto& job : jobs) {
    Srpm srpm = std::move(*job.srpm);
    srpm.name = job.request->name.empty() ? srpm.nevra.name : job.request->name;
    srpm.git_url = redacted(without_credentials(url));
    srpm.ref = job.request->ref;
    srpm.verified = job.request->verified;
    srpm.dirty = job.request->dirty;
    if (srpm.dirty) srpm.commit = job.lineage.commit.id;  // the one that others know
    srpms.push_back(std::move(srpm));
  }
  return srpms;
}

Srpm make(const git::Repository& repository, const std::string& url, const Request& request,
          const Places& places, Reporter& reporter) {
  return make_all(repository, url, {request}, places, reporter).front();
}

}  // namespace rpmworks::srpm
