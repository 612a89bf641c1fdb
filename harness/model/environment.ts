/** What the machine and the software were. */
export type Environment = {
  readonly nodeVersion: string;
  readonly v8Version: string;
  readonly platform: string;
  readonly kernel: string;
  readonly distribution: string;
  readonly cpuModel: string;
  readonly physicalCores: number;
  /** Workers that the cores which may be used here can run at once: what taskset, a cpuset or a CPU limit leaves. */
  readonly availableParallelism: number;
  readonly memoryBytes: number;
  /** CPU frequency governor; null where there is none (virtual machines). */
  readonly governor: string | null;
  readonly virtualization: string | null;
  readonly fileLimit: number | null;
  /**
   * Whether connections that wait for a worker which closes go to others that listen on the same port, rather than being
   * reset (`net.ipv4.tcp_migrate_req`); null where the system does not tell. Absent from older runs.
   */
  readonly tcpMigrateReq?: boolean | null;
  readonly generatorVersion: string;
  /** Hash of the facts that make absolute numbers comparable: CPU, cores, memory, kernel, Node. */
  readonly fingerprint: string;
};
