import type { ManagementMethods } from "../../../sdk/nodejs/dist/types/methods.js";
import type { UserActionLogDto } from "../../../sdk/nodejs/dist/types/models.js";

export type * from "../../../sdk/nodejs/dist/types/models.js";

/** What an administrator did. */
export interface AdminAuditLog {
  adminUserId: string;
  adminUserDisplayName: string;
  clientIp?: string | null;
  operationType: string;
  resourceType: string;
  eventDetails?: string | null;
  operationParam?: string | null;
  originValue?: string | null;
  targetValue?: string | null;
  success: boolean;
  userAgent: string;
  timestamp: string;
  requestId: string;
}

interface AuditMethods {
  getAdminAuditLogs(request: {
    requestId?: string;
    clientIp?: string;
    operationType?: string;
    resourceType?: string;
    userId?: string;
    success?: boolean;
    start?: number;
    end?: number;
    pagination?: { page: number; limit: number };
  }): Promise<{ data: { totalCount: number; list: AdminAuditLog[] } }>;
}

/** Operations of a pool, as the generated client has them. */
export type Methods = Omit<ManagementMethods, keyof AuditMethods> & AuditMethods;
export type Id = keyof Methods;
export type Request<I extends Id> = Parameters<Methods[I]> extends [] ? Record<string, never> : NonNullable<Parameters<Methods[I]>[0]>;
export type Data<I extends Id> = Awaited<ReturnType<Methods[I]>> extends { data: infer D } ? D : undefined;
export type UserActionLog = UserActionLogDto;
