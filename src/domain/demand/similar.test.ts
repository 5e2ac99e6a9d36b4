import { describe, expect, test } from 'vitest';
import { ALIKE, likeness, matterGrams, thingGrams } from './similar.ts';

const alike = (category: string, a: string, b: string): number =>
  likeness(new Set(matterGrams(a)), new Set(matterGrams(b)), new Set(thingGrams(category)));

/** As neighbours put one thing, each in own words. */
const SAME: readonly (readonly [category: string, a: string, b: string])[] = [
  ['elevator', '3号楼电梯又坏了，老人下不了楼', '电梯坏了'],
  ['elevator', '3号楼电梯又坏了，老人下不了楼', '我们楼的电梯坏了两天了没人修'],
  ['elevator', '3号楼电梯又不动了，快修', '3号楼电梯坏了好几天了'],
  ['elevator', '电梯停了，什么时候能好', '电梯出故障了，没人来修'],
  ['elevator', '電梯又故障了', '電梯壞了好幾天'],
  ['elevator', 'The lift is not working', 'Our lift is out of order since Monday'],
  ['access_gate', '门禁失灵，刷卡没反应', '门禁坏了进不去'],
  ['elevator', '电梯门关不上', '3号楼电梯门老是关不上，夹到人'],
  ['elevator', '电梯按钮失灵，按了没反应', '电梯的按钮坏了，好几个都失灵'],
  ['elevator', '電梯又壞了，老人家下不了樓', '電梯壞了好幾天'],
  ['elevator', 'The elevator in building 3 is broken again', 'elevator broken, please repair'],
  ['lighting', '2号楼楼道灯不亮', '楼道灯坏了不亮，晚上看不见'],
  ['lighting', '小区路灯晚上不亮', '路灯不亮好几天了，走路很危险'],
  ['water_supply', '5号楼停水了', '家里停水，什么时候来水'],
  ['water_supply', '自来水发黄，不敢喝', '这两天水龙头出来的水发黄'],
  ['water_supply', '水压太小，洗不了澡', '六楼水压小，热水器打不着，洗不了澡'],
  ['drainage_flooding', '下水道堵了，污水冒出来', '楼下下水道又堵了，臭得很，污水都冒到路上'],
  ['drainage_flooding', '地下车库积水', '一下雨地下车库就积水，车都泡了'],
  ['noise', '楼下广场舞音响太吵', '广场舞的音响每天晚上都很吵，孩子没法睡'],
  ['noise', '隔壁工地夜里施工', '工地晚上施工到半夜，吵得睡不着'],
  ['waste_sanitation', '垃圾桶满了没人清', '门口垃圾桶都满出来了，好几天没人清运'],
  ['waste_sanitation', '楼道堆放杂物', '三楼楼道堆放很多杂物，过不去'],
  ['parking', '消防通道被车堵住', '有车停在消防通道，堵住了'],
  ['parking', '外来车辆乱停', '晚上外来车辆进小区乱停，我们没地方停'],
  ['greening', '树枝挡住窗户，要修剪', '楼前的树枝太长挡住光线，请修剪'],
  ['leak_roof_wall', '顶楼屋顶漏水', '下雨屋顶漏水，天花板都湿了'],
  ['leak_roof_wall', '外墙瓷砖脱落', '外墙的瓷砖掉下来，脱落了好几块，太危险'],
  ['access_gate', '门禁坏了，大门关不上', '单元门禁坏了谁都能进'],
  ['ev_charging', '充电桩不够用', '电动车充电桩太少，不够用'],
  ['road_facility', '井盖松动，走过去会响', '门口的井盖松动，老人差点绊倒'],
  ['pests_pets', '野猫太多，到处大小便', '小区野猫太多了'],
];

/** Of one category and often one place, and yet not the same. */
const DIFFERENT: typeof SAME = [
  ['elevator', '电梯坏了', '电梯里广告太吵'],
  ['elevator', '3号楼电梯又坏了，老人下不了楼', '能不能给电梯装个扶手'],
  ['elevator', '电梯门关不上', '电梯里有人抽烟'],
  ['elevator', '3号楼电梯又不动了，快修', '电梯里有人抽烟'],
  ['elevator', '电梯停了', '电梯里停了电瓶车'],
  ['elevator', '没有电梯，老人走不动', '电梯坏了'],
  ['access_gate', '门禁坏了', '信报箱的锁不能用了'],
  ['access_gate', 'The gate is broken', 'The intercom is not working'],
  ['lighting', '路灯坏了', '楼道声控开关失灵'],
  ['elevator', '电梯按钮失灵', '电梯维修费怎么分摊'],
  ['elevator', 'The elevator is broken', 'There is a bad smell in the lift'],
  ['lighting', '楼道灯不亮', '路灯太亮照得睡不着'],
  ['lighting', '楼道灯不亮', '建议换成节能灯泡'],
  ['water_supply', '5号楼停水了', '自来水发黄'],
  ['water_supply', '水压太小', '水表读数不对，水费贵了一倍'],
  ['drainage_flooding', '下水道堵了', '地下车库积水'],
  ['noise', '广场舞音响太吵', '楼上装修电钻声'],
  ['noise', '工地夜里施工', '有人半夜唱卡拉OK'],
  ['waste_sanitation', '垃圾桶满了没人清', '楼道有人乱扔烟头'],
  ['waste_sanitation', '楼道堆放杂物', '垃圾分类点开放时间太短'],
  ['parking', '消防通道被车堵住', '停车费涨价没有公示'],
  ['parking', '外来车辆乱停', '想申请一个固定车位'],
  ['parking', '停车位划线不清', '停车位被人用地锁占了'],
  ['greening', '树枝挡住窗户，要修剪', '花坛里的花都死了'],
  ['leak_roof_wall', '屋顶漏水', '外墙瓷砖脱落'],
  ['access_gate', '门禁坏了', '想多办一张门禁卡'],
  ['ev_charging', '充电桩不够用', '充电收费太贵'],
  ['road_facility', '井盖松动', '路面有个大坑'],
  ['pests_pets', '野猫太多', '有人遛狗不牵绳'],
  ['property_service', '物业费太贵', '物业电话打不通'],
];

describe('similar demands', () => {
  const missed = SAME.filter(([category, a, b]) => alike(category, a, b) < ALIKE);
  const mistaken = DIFFERENT.filter(([category, a, b]) => alike(category, a, b) >= ALIKE);

  test('of pairs that are the same at least nine of ten are found', () => {
    expect(missed.length / SAME.length, JSON.stringify(missed)).toBeLessThanOrEqual(0.1);
  });

  test('of pairs that are not the same at most one of ten is shown', () => {
    expect(mistaken.length / DIFFERENT.length, JSON.stringify(mistaken)).toBeLessThanOrEqual(0.1);
  });

  test('is the same both ways, whole with itself, and nothing with nothing', () => {
    for (const [category, a, b] of [...SAME, ...DIFFERENT]) {
      expect(alike(category, a, b)).toBe(alike(category, b, a));
      expect(alike(category, a, a)).toBe(1);
    }
    expect(alike('elevator', '', '电梯坏了')).toBe(0);
    expect(alike('elevator', '3号楼502室', '13800138000')).toBe(0);
  });

  test('no number of a flat or a phone is part of what is compared', () => {
    const grams = matterGrams('我住3号楼502室，电话13800138000，厨房漏水');
    expect(grams.join('')).not.toMatch(/[0-9]/);
    expect(grams).toContain('漏水');
  });
});
