// SPDX-License-Identifier: GPL-3.0-or-later
#include "slurm/job_record.hpp"

#include "core/digest.hpp"
#include "core/json_value.hpp"

namespace rpmworks::slurm {

namespace {

// Increase it if the meaning of records changes: a machine with another version must not run the job.
constexpr const char* k_job_version = "job 3";

std::string record_text(const Json& json) {
  return json.dump(2) + "\n";
}

Json json_of(const config::Building& building) {
  Json json = {{"network", building.network}, {"check", building.check}};
  if (building.ccache) json["ccache"] = *building.ccache;
  const config::Limits& limits = building.limits;
  if (limits.memory) json["memory"] = *limits.memory;
  if (limits.processes) json["processes"] = *limits.processes;
  if (limits.time) json["seconds"] = limits.time->count();
  if (limits.disk) json["disk"] = *limits.disk;
  if (building.tmpfs) json["tmpfs"] = *building.tmpfs;
  return json;
}

config::Building building_of(const Json& json) {
  config::Building building{.network = json.at("network"), .check = json.at("check")};
  if (json.contains("ccache")) building.ccache = json["ccache"].get<bool>();
  config::Limits& limits = building.limits;
  if (json.contains("memory")) limits.memory = json["memory"].get<uint64_t>();
  if (json.contains("processes")) limits.processes = json["processes"].get<unsigned>();
  if (json.contains("seconds")) limits.time = std::chrono::seconds(json["seconds"].get<int64_t>());
  if (json.contains("disk")) limits.disk = json["disk"].get<uint64_t>();
  if (json.contains("tmpfs")) building.tmpfs = json["tmpfs"].get<bool>();
  return building;
}

Json json_of(const engine::Package& package) {
  const srpm::Srpm& srpm = package.srpm;
  const auto& evr = srpm.nevra.evr;
  return {{"name", srpm.name},
          {"nevra", {srpm.nevra.name, evr.epoch, evr.version, evr.release, srpm.nevra.arch}},
          {"file", srpm.file_name},
          {"sha256", srpm.sha256},
          {"path", srpm.path.string()},
          {"time", srpm.commit_time},
          {"info", srpm.info.to_json()},
          {"macros", package.bootstrap_macros},
          {"building", json_of(package.building)}};
}

engine::PackagePtr package_of(const Json& json) {
  srpm::Srpm srpm{.name = json.at("name")};
  const auto nevra = json.at("nevra").get<std::vector<std::string>>();
  srpm.nevra = {
      nevra.at(0), {.epoch = nevra.at(1), .version = nevra.at(2), .release = nevra.at(3)}, nevra.at(4)};
  srpm.file_name = json.at("file");
  srpm.sha256 = json.at("sha256");
  srpm.path = json.at("path").get<std::string>();
  srpm.commit_time = json.at("time");
  srpm.info = rpm::SpecInfo::from_json(json.at("info"));
  return std::make_shared<const engine::Package>(
      engine::Package{.srpm = std::move(srpm),
                      .building = building_of(json.at("building")),
                      .bootstrap_macros = json.at("macros").get<rpm::Macros>()});
}

Json json_of(const Error& error) {
  Json json = {{"code", static_cast<int>(error.code())},
               {"what", error.what()},
               {"hint", error.hint()},
               {"notes", error.notes()},
               {"trail", error.trail()}};
  if (const auto& where = error.where())
    json["where"] = {
        {"file", where->file}, {"line", where->line}, {"column", where->column}, {"text", where->text}};
  return json;
}

Error error_of(const Json& json) {
  Error error(static_cast<ExitCode>(json.at("code").get<int>()), json.at("what"));
  if (json.contains("where")) {
    const Json& where = json["where"];
    std::move(error).at({where.at("file"), where.at("line"), where.at("column"), where.at("text")});
  }
  for (const auto& context : json.at("trail")) error.during(context);
  return std::move(error)
      .notes(json.at("notes").get<std::vector<std::string>>())
      .hint(json.at("hint").get<std::string>());
}

JobEnding ending_of_json(const Json& json) {
  if (json.at("version") != k_job_version) throw JsonError("a record of another version of rpmworks");
  JobEnding ending;
  ending.host = json.at("host");
  ending.buildroot_sha256 = json.at("buildroot");
  ending.warnings = json.at("warnings").get<std::vector<std::string>>();
  ending.notes = json.at("notes").get<std::vector<std::string>>();
  ending.elapsed = std::chrono::nanoseconds(json.at("ns").get<int64_t>());
  ending.folder = json.at("folder").get<std::string>();
  for (const auto& built : json.at("packages"))
    ending.packages.push_back({built.at("file"), built.at("sha256")});
  for (const auto& phase : json.at("phases"))
    ending.phases.push_back(
        {phase.at("name"), phase.at("depth"), std::chrono::milliseconds(phase.at("ms").get<int64_t>())});
  if (json.contains("error")) ending.error = error_of(json["error"]);
  if (json.contains("unfulfilled")) ending.unfulfilled = json["unfulfilled"].get<std::vector<std::string>>();
  return ending;
}

}  // namespace

std::string JobRequest::key() const {
  return sha256(to_json()).substr(0, 24);
}

std::string JobRequest::to_json() const {
  std::vector<std::string> files;
  for (const auto& file : local_packages) files.push_back(file.string());
  return record_text({{"version", k_job_version},
                      {"config", config_file.string()},
                      {"config_sha256", config_sha256},
                      {"workspace", workspace.root.string()},
                      {"cache", workspace.cache.string()},
                      {"store", workspace.store_folder.string()},
                      {"target", target},
                      {"engine", engine},
                      {"engine_version", version},
                      {"environment", environment},
                      {"macros", macros},
                      {"cpus", cpus},
                      {"srpm", json_of(*package)},
                      {"more_requires", extra_requires},
                      {"local_packages", files},
                      {"once_more", second_build}});
}

JobRequest JobRequest::from_json(const std::string& text) try {
  const Json json = Json::parse(text);
  if (json.at("version") != k_job_version)
    throw Error(ExitCode::failed, "the request was made by another version of rpmworks")
        .hint("install the same version on all machines");
  JobRequest request;
  request.config_file = json.at("config").get<std::string>();
  request.config_sha256 = json.at("config_sha256");
  request.workspace = {.root = json.at("workspace").get<std::string>(),
                       .cache = json.at("cache").get<std::string>(),
                       .store_folder = json.at("store").get<std::string>()};
  request.target = json.at("target");
  request.engine = json.at("engine");
  request.version = json.at("engine_version");
  request.environment = json.at("environment");
  request.macros = json.at("macros").get<rpm::Macros>();
  request.cpus = json.at("cpus");
  request.package = package_of(json.at("srpm"));
  request.extra_requires = json.at("more_requires").get<std::vector<std::string>>();
  for (const auto& file : json.at("local_packages"))
    request.local_packages.emplace_back(file.get<std::string>());
  request.second_build = json.at("once_more");
  return request;
} catch (const JsonError& error) {
  throw Error(ExitCode::failed, std::string("the request cannot be read: ") + error.what());
}

std::string JobEnding::to_json() const {
  Json json = {{"version", k_job_version},
               {"host", host},
               {"buildroot", buildroot_sha256},
               {"warnings", warnings},
               {"notes", notes},
               {"ns", elapsed.count()},
               {"folder", folder.string()},
               {"packages", Json::array()},
               {"phases", Json::array()}};
  for (const auto& built : packages)
    json["packages"].push_back({{"file", built.file_name}, {"sha256", built.sha256}});
  for (const auto& phase : phases)
    json["phases"].push_back({{"name", phase.name}, {"depth", phase.depth}, {"ms", phase.time.count()}});
  if (error) json["error"] = json_of(*error);
  if (!unfulfilled.empty()) json["unfulfilled"] = unfulfilled;
  return record_text(json);
}

std::optional<JobEnding> JobEnding::from_json(const std::string& text) {
  return value_of(text, ending_of_json);
}

}  // namespace rpmworks::slurm
