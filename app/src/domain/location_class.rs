//! The classes of place that can be recorded. Private homes are not among them, on purpose.

crate::vocabulary! {
    /// Class of the place a flagged display is at.
    pub enum LocationClass {
        Street = "street", "Đường phố", "Street";
        TrafficInfrastructure = "traffic_infrastructure", "Hạ tầng giao thông", "Traffic infrastructure";
        TreeOrPole = "tree_or_pole", "Cây xanh, cột", "Tree or pole";
        HeritageOrLake = "heritage_or_lake", "Di tích, khu vực hồ", "Heritage or lake zone";
        AgencyPremises = "agency_premises", "Trụ sở cơ quan", "Agency premises";
        CommercialPremises = "commercial_premises", "Cơ sở kinh doanh", "Commercial premises";
    }
}
