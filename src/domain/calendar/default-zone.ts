/** The time zone of a community that names none, and of days asked about without a community. */
export const DEFAULT_TIME_ZONE = 'Asia/Shanghai';
