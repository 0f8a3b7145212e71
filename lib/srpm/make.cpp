// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <optional>

#include "core/error.hpp"
#include "core/text.hpp"
#include "srpm/packing.hpp"
#include "srpm/record.hpp"
#include "srpm/srpm.hpp"
#include "srpm/tree_archives.hpp"

namespace rpmworks::srpm {

namespace {

// One of the packages that were asked for.
struct Job {
  const Request* request = nullptr;
  git::Commit commit;
  std::string key;
  std::optional<Srpm> srpm;  ///< when it was found, or is made
};

Job job_for(const git::Repository& repository, const Request& request, const Places& places,
            Reporter& reporter) {
  Job job{.request = &request,
          .commit = request.dirty ? repository.commit_of_work_tree() : repository.resolve(request.ref)};
  if (request.verified && request.verified->commit != job.commit.id)
    throw Error(ExitCode::trust,
                fmt::format("{} is another commit than the one that was verified", request.ref))
        .note(fmt::format("it was {} and is {}", request.verified->commit, job.commit.id))
        .hint("somebody moved it meanwhile: run again");
  job.key = key_of(job.commit, request);
  job.srpm = recorded(places.store, job.key);
  if (job.srpm)
    for (const auto& warning : job.srpm->warnings) reporter.warning(warning);  // as true as when it was made
  return job;
}

void pack(const git::Repository& repository, const std::string& url, std::vector<Job>& jobs,
          const Places& places, Reporter& reporter) {
  std::vector<std::unique_ptr<Packing>> packings(jobs.size());
  std::vector<TreeArchive> archives;
  for (size_t i = 0; i < jobs.size(); ++i) {
    if (jobs[i].srpm) continue;
    packings[i] = std::make_unique<Packing>(repository, jobs[i].commit, *jobs[i].request, places, reporter);
    packings[i]->prepare();
    const auto& wanted = packings[i]->archives();
    archives.insert(archives.end(), wanted.begin(), wanted.end());
  }
  write_archives(repository, archives, jobs.front().request->threads);
  for (size_t i = 0; i < jobs.size(); ++i) {
    if (!packings[i]) continue;
    const std::string& name = jobs[i].request->name;
    Activity activity(reporter, "packing", name.empty() ? url : name);
    jobs[i].srpm = packings[i]->finish();
    put_record(places.store, jobs[i].key, *jobs[i].srpm);
    activity.result(jobs[i].srpm->file_name);
  }
}

}  // namespace

std::vector<Srpm> make_all(const git::Repository& repository, const std::string& url,
                           const std::vector<Request>& requests, const Places& places, Reporter& reporter) {
  if (requests.empty()) return {};
  std::vector<Job> jobs;
  for (const auto& request : requests) jobs.push_back(job_for(repository, request, places, reporter));
  pack(repository, url, jobs, places, reporter);
  std::vector<Srpm> srpms;
  for (auto& job : jobs) {
    Srpm srpm = std::move(*job.srpm);
    srpm.name = job.request->name.empty() ? srpm.nevra.name : job.request->name;
    srpm.git_url = without_credentials(url);
    srpm.ref = job.request->ref;
    srpm.verified = job.request->verified;
    srpm.dirty = job.request->dirty;
    if (srpm.dirty) srpm.commit = job.commit.parents.front();  // the one that others know
    srpms.push_back(std::move(srpm));
  }
  return srpms;
}

Srpm make(const git::Repository& repository, const std::string& url, const Request& request,
          const Places& places, Reporter& reporter) {
  return make_all(repository, url, {request}, places, reporter).front();
}

}  // namespace rpmworks::srpm
